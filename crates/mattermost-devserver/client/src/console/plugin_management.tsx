/** The plugins that are installed: whether they run, and the way to add and remove them. */
import React, { useState } from 'react';

import { post, reasonOf, request, upload } from '../server/rest';

import { stateLines, type Manifest, type PluginStatus } from './manifest';

interface PluginManagementProps {
    manifests: Manifest[];
    statuses: PluginStatus[];
    reload: () => void;
}

export function PluginManagement(props: PluginManagementProps): React.JSX.Element {
    const { manifests, statuses, reload } = props;
    const [failure, setFailure] = useState('');
    const run = (change: Promise<unknown>) => {
        setFailure('');
        change.catch((error: unknown) => setFailure(reasonOf(error))).finally(reload);
    };
    return (
        <>
            <h1 className="console__title">Plugin Management</h1>
            <div className="console__content">
                <label className="field">
                    Upload a plugin bundle (.tar.gz)
                    <input
                        type="file"
                        accept=".gz"
                        onChange={({ target }) => {
                            const bundle = target.files?.[0];
                            if (bundle) {
                                run(upload('/plugins', { plugin: bundle, force: 'true' }));
                                target.value = '';
                            }
                        }}
                    />
                </label>
                <p role="alert" className="error-text">
                    {failure}
                </p>
                <ul className="console__plugins">
                    {manifests.map((manifest) => (
                        <Plugin
                            key={manifest.id}
                            manifest={manifest}
                            statuses={statuses}
                            run={run}
                        />
                    ))}
                </ul>
                {manifests.length === 0 && <p>No plugin is installed.</p>}
            </div>
        </>
    );
}

interface PluginProps {
    manifest: Manifest;
    statuses: PluginStatus[];
    run: (change: Promise<unknown>) => void;
}

function Plugin({ manifest, statuses, run }: PluginProps): React.JSX.Element {
    const { id, name = id, version, description } = manifest;
    const isOff = statuses.every(({ plugin_id, state }) => plugin_id !== id || state === 0);
    const path = `/plugins/${encodeURIComponent(id)}`;
    return (
        <li>
            <h2>
                {name} <small>{`${id} ${version ?? ''}`}</small>
            </h2>
            <p>{description}</p>
            {stateLines(id, statuses).map((line) => (
                <p key={line}>{line}</p>
            ))}
            <button
                type="button"
                className="btn btn-tertiary"
                onClick={() => run(post(`${path}/${isOff ? 'enable' : 'disable'}`))}
            >
                {isOff ? 'Enable' : 'Disable'} <span className="sr-only">{name}</span>
            </button>{' '}
            <button
                type="button"
                className="btn btn-tertiary"
                onClick={() => run(request('DELETE', path))}
            >
                Remove <span className="sr-only">{name}</span>
            </button>
        </li>
    );
}
