/** What goes between the server and its plugins: each call with its time, as it ends. */
import React, { useState } from 'react';

import { get } from '../server/rest';

import { usePolled } from './use_polled';

export interface WireCall {
    number: number;
    time: number;
    direction: 'hook' | 'api';
    plugin_id: string;
    node: number;
    method: string;
    micros: number;
    args: string;
    reply: string;
    error: string;
}

const SHOWN = 500;

async function newer(known: WireCall[]): Promise<WireCall[]> {
    const after = known[0]?.number ?? 0;
    const more = await get<WireCall[]>(`/devserver/calls?after=${after}`);
    return more.length > 0 ? [...more.reverse(), ...known].slice(0, SHOWN) : known;
}

/** The newest stand first. */
export function CallsPage(): React.JSX.Element {
    const { items, failure } = usePolled(newer);
    const [wanted, setWanted] = useState('');
    const fits = ({ method, plugin_id: id }: WireCall) =>
        `${method} ${id}`.toLowerCase().includes(wanted.toLowerCase());
    const shown = items.filter(fits);
    return (
        <>
            <h1 className="console__title">Plugin Calls</h1>
            <div className="console__content console__content--wide">
                <label className="field">
                    Filter by method or plugin
                    <input
                        type="search"
                        value={wanted}
                        onChange={(event) => setWanted(event.target.value)}
                    />
                </label>
                <p role="alert" className="error-text">
                    {failure}
                </p>
                <table className="calls">
                    <caption>
                        Hooks go to the plugin (→), calls of the API come from it (←).
                    </caption>
                    <thead>
                        <tr>
                            <th scope="col">Time</th>
                            <th scope="col">Plugin</th>
                            <th scope="col">Method</th>
                            <th scope="col">Took</th>
                            <th scope="col">Content</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((call) => (
                            <Row key={call.number} call={call} />
                        ))}
                    </tbody>
                </table>
                {shown.length === 0 && <p>No call yet.</p>}
            </div>
        </>
    );
}

const Row = React.memo(function Row({ call }: { call: WireCall }): React.JSX.Element {
    const { time, direction, plugin_id, node, method, micros, args, reply, error } = call;
    const arrow = direction === 'hook' ? '→' : '←';
    return (
        <tr className={error ? 'calls__failed' : ''}>
            <td>
                <time dateTime={new Date(time).toISOString()}>
                    {new Date(time).toLocaleTimeString()}
                </time>
            </td>
            <td>
                {plugin_id} {node > 1 && `(node ${node})`}
            </td>
            <td>
                <span aria-label={direction === 'hook' ? 'hook' : 'API'}>{arrow}</span> {method}
            </td>
            <td>{(micros / 1000).toFixed(2)} ms</td>
            <td>
                {error ? (
                    <span className="error-text">{error}</span>
                ) : (
                    <details>
                        <summary>Show</summary>
                        <pre>{args}</pre>
                        <pre>{reply}</pre>
                    </details>
                )}
            </td>
        </tr>
    );
});
