/** The System Console, as far as plugins have a part in it: their list, settings, calls and log. */
import React, { useEffect, useState } from 'react';

import { consolePage, goToChannels, goToConsole, pageOfPlugin } from '../server/address';
import { get, reasonOf } from '../server/rest';

import { CallsPage } from './calls_page';
import { LogsPage } from './logs_page';
import { withoutNulls, type Manifest, type PluginStatus } from './manifest';
import { PluginManagement } from './plugin_management';
import { PluginSettings } from './plugin_settings';

const CALLS = 'devserver/calls';
const LOGS = 'devserver/logs';

interface Installed {
    manifests: Manifest[];
    statuses: PluginStatus[];
}

async function loadInstalled(): Promise<Installed> {
    const [{ active, inactive }, statuses] = await Promise.all([
        get<{ active: Manifest[]; inactive: Manifest[] }>('/plugins'),
        get<PluginStatus[]>('/plugins/statuses'),
    ]);
    const manifests = withoutNulls([...active, ...inactive]);
    manifests.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
    return { manifests, statuses };
}

const nameOf = ({ id, name }: Manifest): string => name ?? id;

/** `version` changes whenever the server says that a plugin or the configuration changed. */
export function ConsolePage({ version }: { version: unknown }): React.JSX.Element {
    const [installed, setInstalled] = useState<Installed>();
    const [failure, setFailure] = useState('');
    const [page, setPage] = useState(consolePage);
    const load = () => {
        loadInstalled().then(setInstalled, (error: unknown) => setFailure(reasonOf(error)));
    };
    useEffect(load, [version]);
    const choose = (next: string) => {
        goToConsole(next);
        setPage(next);
    };
    const item = (name: string, target: string) => (
        <NavItem key={target} isCurrent={target === page} onClick={() => choose(target)}>
            {name}
        </NavItem>
    );
    const manifests = installed?.manifests ?? [];
    return (
        <div className="console">
            <nav className="console__sidebar" aria-label="System Console">
                <button type="button" className="console__back" onClick={goToChannels}>
                    ‹ Back
                </button>
                <h1>System Console</h1>
                <h2>Plugins</h2>
                <ul>
                    {item('Plugin Management', '')}
                    {manifests.map((manifest) => item(nameOf(manifest), pageOfPlugin(manifest.id)))}
                </ul>
                <h2>Dev server</h2>
                <ul>
                    {item('Plugin Calls', CALLS)}
                    {item('Server Logs', LOGS)}
                </ul>
            </nav>
            <main className="console__main">
                {failure && <p role="alert">{failure}</p>}
                {!installed && !failure && <p role="status">Loading…</p>}
                {installed && <Content page={page} installed={installed} reload={load} />}
            </main>
        </div>
    );
}

interface ContentProps {
    page: string;
    installed: Installed;
    reload: () => void;
}

function Content({ page, installed, reload }: ContentProps): React.JSX.Element {
    const { manifests, statuses } = installed;
    const chosen = manifests.find(({ id }) => page === pageOfPlugin(id));
    if (chosen) {
        const props = { manifest: chosen, statuses, onSaved: reload };
        return <PluginSettings key={chosen.id} {...props} />;
    }
    switch (page) {
        case CALLS:
            return <CallsPage />;
        case LOGS:
            return <LogsPage />;
        default:
            return <PluginManagement {...installed} reload={reload} />;
    }
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
