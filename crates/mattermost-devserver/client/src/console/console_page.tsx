/** The System Console, as far as plugins have a part in it: the list of them, and their settings. */
import React, { useEffect, useState } from 'react';

import { goToChannels, goToConsole, pluginInAddress } from '../server/address';
import { get, reasonOf } from '../server/rest';

import type { Manifest, PluginStatus } from './manifest';
import { PluginManagement } from './plugin_management';
import { PluginSettings } from './plugin_settings';

interface Installed {
    manifests: Manifest[];
    statuses: PluginStatus[];
}

async function loadInstalled(): Promise<Installed> {
    const [{ active, inactive }, statuses] = await Promise.all([
        get<{ active: Manifest[]; inactive: Manifest[] }>('/plugins'),
        get<PluginStatus[]>('/plugins/statuses'),
    ]);
    const manifests = [...active, ...inactive].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
    return { manifests, statuses };
}

const nameOf = ({ id, name }: Manifest): string => name ?? id;

/** `version` changes whenever the server says that a plugin or the configuration changed. */
export function ConsolePage({ version }: { version: unknown }): React.JSX.Element {
    const [installed, setInstalled] = useState<Installed>();
    const [failure, setFailure] = useState('');
    const [pluginId, setPluginId] = useState(pluginInAddress);
    const load = () => {
        loadInstalled().then(setInstalled, (error: unknown) => setFailure(reasonOf(error)));
    };
    useEffect(load, [version]);
    const choose = (id: string) => {
        goToConsole(id);
        setPluginId(id);
    };
    const chosen = installed?.manifests.find(({ id }) => id === pluginId);
    return (
        <div className="console">
            <nav className="console__sidebar" aria-label="System Console">
                <button type="button" className="console__back" onClick={goToChannels}>
                    ‹ Back
                </button>
                <h1>System Console</h1>
                <h2>Plugins</h2>
                <ul>
                    <NavItem isCurrent={!chosen} onClick={() => choose('')}>
                        Plugin Management
                    </NavItem>
                    {installed?.manifests.map((manifest) => (
                        <NavItem
                            key={manifest.id}
                            isCurrent={manifest.id === pluginId}
                            onClick={() => choose(manifest.id)}
                        >
                            {nameOf(manifest)}
                        </NavItem>
                    ))}
                </ul>
            </nav>
            <main className="console__main">
                {failure && <p role="alert">{failure}</p>}
                {!installed && !failure && <p role="status">Loading…</p>}
                {installed && !chosen && <PluginManagement {...installed} reload={load} />}
                {chosen && (
                    <PluginSettings
                        key={chosen.id}
                        manifest={chosen}
                        statuses={installed?.statuses ?? []}
                        onSaved={load}
                    />
                )}
            </main>
        </div>
    );
}

interface NavItemProps {
    isCurrent: boolean;
    onClick: () => void;
    children: React.ReactNode;
}

function NavItem({ isCurrent, onClick, children }: NavItemProps): React.JSX.Element {
    return (
        <li>
            <button type="button" aria-current={isCurrent ? 'page' : undefined} onClick={onClick}>
                {children}
            </button>
        </li>
    );
}
