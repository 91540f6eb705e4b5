/** The plugin's own server. This is the only file that calls it. */
import { basePath, csrfToken } from './host';
import { PLUGIN_ID } from './plugin_id';

/** Zoom is asked while we wait, and may take its time; after that nobody believes in it. */
const TIMEOUT_MS = 30_000;

/** Where a meeting is asked for, and by which tab. */
export interface StartRequest {
    channelId: string;
    /** The root post of the thread that the invitation belongs in; empty for the channel. */
    rootId: string;
    /** This tab's WebSocket, which alone is told to open the meeting; empty for all tabs. */
    connectionId: string;
    /** Start even though there is a meeting here that began a moment ago. */
    force?: boolean;
}

/** Why a meeting could not be asked for. */
export type StartFailure =
    'offline' | 'timed_out' | 'signed_out' | 'forbidden' | 'not_configured' | 'server';

/** What came of a start: a failure has no text of the server, a refusal has. */
export type StartOutcome =
    | { kind: 'started'; meetingUrl: string }
    /** The bot asked the person something first, in the channel. */
    | { kind: 'asked' }
    | { kind: 'refused'; reason: string }
    | { kind: 'failed'; failure: StartFailure };

/** The address of a file or route of this plugin. */
export function pluginUrl(path: string): string {
    return `${basePath()}/plugins/${PLUGIN_ID}/${path}`;
}

/** Asks the server for a meeting. Never rejects: a failure is an outcome. */
export async function startMeeting(request: StartRequest): Promise<StartOutcome> {
    const abort = new AbortController();
    const timer = setTimeout(() => {
        abort.abort();
    }, TIMEOUT_MS);
    try {
        const url = pluginUrl(`api/v1/meetings${request.force ? '?force=true' : ''}`);
        return await readOutcome(await post(url, startBody(request), abort.signal));
    } catch {
        return { kind: 'failed', failure: abort.signal.aborted ? 'timed_out' : 'offline' };
    } finally {
        clearTimeout(timer);
    }
}

const startBody = ({ channelId, rootId, connectionId }: StartRequest) => ({
    channel_id: channelId,
    root_id: rootId,
    topic: '',
    connection_id: connectionId,
});

function post(url: string, body: unknown, signal: AbortSignal): Promise<Response> {
    return fetch(url, {
        method: 'POST',
        credentials: 'same-origin',
        headers: {
            'Content-Type': 'application/json',
            'X-CSRF-Token': csrfToken(),
            'X-Requested-With': 'XMLHttpRequest',
        },
        body: JSON.stringify(body),
        signal,
    });
}

async function readOutcome(response: Response): Promise<StartOutcome> {
    const answer = await readObject(response);
    if (typeof answer.error === 'string' && answer.error !== '') {
        return { kind: 'refused', reason: answer.error };
    }
    if (!response.ok) {
        return { kind: 'failed', failure: failureOf(response.status) };
    }
    return typeof answer.meeting_url === 'string' && answer.meeting_url !== ''
        ? { kind: 'started', meetingUrl: answer.meeting_url }
        : { kind: 'asked' };
}

/** A proxy on the way may answer with a page of its own: that is an empty object here. */
async function readObject(response: Response): Promise<Record<string, unknown>> {
    const text = await response.text();
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null
            ? (value as Record<string, unknown>)
            : {};
    } catch {
        return {};
    }
}

function failureOf(status: number): StartFailure {
    switch (status) {
        case 401:
            return 'signed_out';
        case 403:
            return 'forbidden';
        case 501:
            return 'not_configured';
        default:
            return 'server';
    }
}
