/** The person's settings: how the page looks, and what plugins let people choose. */
import React from 'react';

import type { PluginUserSettings } from '../store/state';
import { useAppDispatch, useAppSelector } from '../store/store';
import { Modal } from '../ui/modal';

import { DisplayTab } from './display_tab';
import { PluginTab } from './plugin_tab';

/** The tab that is no plugin's. */
export const DISPLAY = 'display';

export function SettingsModal(): React.JSX.Element | null {
    const tab = useAppSelector((state) => state.devserver.settingsTab);
    const plugins = useAppSelector((state) => state.plugins.userSettings);
    const dispatch = useAppDispatch();
    if (!tab) {
        return null;
    }
    const [pluginId, plugin] = Object.entries(plugins).find(([id]) => id === tab) ?? [];
    return (
        <Modal
            title="Settings"
            className="settings"
            onClose={() => dispatch({ type: 'SHOW_SETTINGS', tab: '' })}
        >
            <div className="settings__body">
                <Tabs plugins={plugins} chosen={pluginId ?? DISPLAY} />
                <div role="tabpanel" aria-labelledby={`settings-tab-${pluginId ?? DISPLAY}`}>
                    {pluginId && plugin ? (
                        <PluginTab key={pluginId} pluginId={pluginId} settings={plugin} />
                    ) : (
                        <DisplayTab />
                    )}
                </div>
            </div>
        </Modal>
    );
}

interface TabsProps {
    plugins: Record<string, PluginUserSettings>;
    chosen: string;
}

function Tabs({ plugins, chosen }: TabsProps): React.JSX.Element {
    const dispatch = useAppDispatch();
    const tabs: [string, string][] = [
        [DISPLAY, 'Display'],
        ...Object.entries(plugins).map(([id, { uiName }]): [string, string] => [id, uiName]),
    ];
    /** As in every list of tabs, the arrows go from one to the next. */
    const onKeyDown = (event: React.KeyboardEvent, index: number) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        const next = step && tabs[(index + step + tabs.length) % tabs.length];
        if (next) {
            event.preventDefault();
            dispatch({ type: 'SHOW_SETTINGS', tab: next[0] });
            document.getElementById(`settings-tab-${next[0]}`)?.focus();
        }
    };
    return (
        <div className="settings__tabs" role="tablist" aria-orientation="vertical">
            {tabs.map(([id, name], index) => (
                <button
                    key={id}
                    id={`settings-tab-${id}`}
                    type="button"
                    role="tab"
                    aria-selected={id === chosen}
                    tabIndex={id === chosen ? 0 : -1}
                    onKeyDown={(event) => onKeyDown(event, index)}
                    onClick={() => dispatch({ type: 'SHOW_SETTINGS', tab: id })}
                >
                    {name}
                </button>
            ))}
        </div>
    );
}
