/** The server's log: what plugins and the server itself say. */
import React, { useState } from 'react';

import { get } from '../server/rest';

import { usePolled } from './use_polled';

interface LogEntry {
    time: number;
    level: string;
    plugin_id: string;
    message: string;
    fields: Record<string, string>;
}

async function newest(): Promise<LogEntry[]> {
    const lines = await get<string[]>('/logs?page=0&logs_per_page=500');
    return lines.map((line) => JSON.parse(line) as LogEntry).reverse();
}

/** The newest stand first. */
export function LogsPage(): React.JSX.Element {
    const { items, failure } = usePolled(newest);
    const [withDebug, setWithDebug] = useState(false);
    return (
        <>
            <h1 className="console__title">Server Logs</h1>
            <div className="console__content console__content--wide">
                <label>
                    <input
                        type="checkbox"
                        checked={withDebug}
                        onChange={(event) => setWithDebug(event.target.checked)}
                    />{' '}
                    Debug messages too
                </label>
                <p role="alert" className="error-text">
                    {failure}
                </p>
                <ul className="logs">
                    {items
                        .filter(({ level }) => withDebug || level !== 'debug')
                        .map((entry, index) => (
                            <li key={`${entry.time}-${index}`} className={`logs__${entry.level}`}>
                                <time dateTime={new Date(entry.time).toISOString()}>
                                    {new Date(entry.time).toLocaleTimeString()}
                                </time>{' '}
                                {entry.level} {entry.plugin_id} <strong>{entry.message}</strong>{' '}
                                {Object.entries(entry.fields)
                                    .map(([name, value]) => `${name}=${value}`)
                                    .join(' ')}
                            </li>
                        ))}
                </ul>
            </div>
        </>
    );
}
