/** The settings of one plugin: as they are stored, as they are edited, and saved again. */
import { useEffect, useRef, useState } from 'react';

import { get, put, reasonOf } from '../server/rest';

import { settingsOf, type Manifest } from './manifest';

export interface ServerConfig {
    PluginSettings: {
        Plugins: Record<string, Record<string, unknown> | undefined>;
        PluginStates: Record<string, { Enable: boolean } | undefined>;
    };
}

type SaveAction = () => Promise<{ error?: { message?: string } }>;

export interface SettingsForm {
    config: ServerConfig | undefined;
    isEnabled: boolean;
    /** By the key in lower case, as the console keeps them. */
    values: Record<string, unknown>;
    isChanged: boolean;
    isSaving: boolean;
    failure: string;
    setEnabled: (enabled: boolean) => void;
    setValue: (key: string, value: unknown) => void;
    setSaveNeeded: () => void;
    registerSaveAction: (action: SaveAction) => void;
    unRegisterSaveAction: (action: SaveAction) => void;
    save: () => Promise<void>;
}

/** What is stored, and the manifest's defaults where nothing is. */
function storedValues(manifest: Manifest, config: ServerConfig): Record<string, unknown> {
    const defaults = settingsOf(manifest).map((s) => [s.key.toLowerCase(), s.default] as const);
    // Only lower-case keys are looked at, as on a Mattermost server.
    return { ...Object.fromEntries(defaults), ...config.PluginSettings.Plugins[manifest.id] };
}

export function useSettings(manifest: Manifest, onSaved: () => void): SettingsForm {
    const { id } = manifest;
    const [config, setConfig] = useState<ServerConfig>();
    const [changes, setChanges] = useState<Record<string, unknown>>({});
    const [enabled, setEnabled] = useState<boolean>();
    const [saveNeeded, setSaveNeeded] = useState(false);
    const [isSaving, setSaving] = useState(false);
    const [failure, setFailure] = useState('');
    const actions = useRef(new Set<SaveAction>());
    useEffect(() => {
        get<ServerConfig>('/config').then(setConfig, (error: unknown) => {
            setFailure(reasonOf(error));
        });
    }, [id]);

    const save = async () => {
        setSaving(true);
        setFailure('');
        try {
            const Plugins = { [id]: changes };
            const PluginStates = enabled === undefined ? {} : { [id]: { Enable: enabled } };
            const patch = { PluginSettings: { Plugins, PluginStates } };
            setConfig(await put<ServerConfig>('/config/patch', patch));
            await runAll(actions.current);
            setChanges({});
            setEnabled(undefined);
            setSaveNeeded(false);
            onSaved();
        } catch (error) {
            setFailure(reasonOf(error));
        } finally {
            setSaving(false);
        }
    };
    return {
        config,
        isEnabled: enabled ?? config?.PluginSettings.PluginStates[id]?.Enable ?? false,
        values: { ...(config ? storedValues(manifest, config) : {}), ...changes },
        isChanged: saveNeeded || enabled !== undefined || Object.keys(changes).length > 0,
        isSaving,
        failure,
        setEnabled,
        setValue: (key, value) => {
            setChanges((before) => ({ ...before, [key.toLowerCase()]: value }));
        },
        setSaveNeeded: () => setSaveNeeded(true),
        registerSaveAction: (action) => actions.current.add(action),
        unRegisterSaveAction: (action) => actions.current.delete(action),
        save,
    };
}

/** What custom settings do at a save; the first that fails says why. */
async function runAll(actions: Set<SaveAction>): Promise<void> {
    for (const action of actions) {
        const { error } = await action();
        if (error) {
            throw new Error(error.message ?? 'A setting of the plugin could not be saved.');
        }
    }
}
