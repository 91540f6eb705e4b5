/** The servers, the plugin's own and Mattermost's. This is the only file that calls them. */
import { basePath, csrfToken } from './host';
import { PLUGIN_ID } from './plugin_id';

/** Zoom is asked while we wait, and may take its time; after that nobody believes in it. */
const TIMEOUT_MS = 30_000;

/** Why the server did not do what it was asked for. */
export type Failure =
    'offline' | 'timed_out' | 'signed_out' | 'forbidden' | 'not_configured' | 'server';

/** What came back; `reason` is the server's own word for the person, empty when it has none. */
export type Answer<T> =
    { kind: 'ok'; value: T } | { kind: 'failed'; failure: Failure; reason: string };

/** Where a meeting is asked for, and by which tab. */
export interface StartRequest {
    channelId: string;
    /** The root post of the thread that the invitation belongs in; empty for the channel. */
    rootId: string;
    /** This tab's WebSocket, which alone is told to open the meeting; empty for all tabs. */
    connectionId: string;
    topic?: string;
    /** Start even though there is a meeting here that began a moment ago. */
    force?: boolean;
}

/** Whom to call, and from where. */
export interface CallRequest {
    userId: string;
    /** The channel on the screen, where the bot asks what it has to know first; may be empty. */
    channelId: string;
    /** As in a start. */
    connectionId: string;
}

/** What came of a start: a failure has no text of the server, a refusal has. */
export type StartOutcome =
    | { kind: 'started'; meetingUrl: string }
    /** The bot asked the person something first, in the channel. */
    | { kind: 'asked' }
    | { kind: 'refused'; reason: string }
    | { kind: 'failed'; failure: Failure };

/** The preferences that the server keeps, each with what it may be. */
export const PREFERENCES = {
    /** Whether a person's meetings use their personal meeting ID. */
    use_pmi: ['false', 'true', 'ask'],
    /** Whether Mattermost shows to others that the person is in a meeting. */
    status: ['false', 'true'],
} as const;

export type PreferenceName = keyof typeof PREFERENCES;
export type PreferenceValue<Name extends PreferenceName> = (typeof PREFERENCES)[Name][number];

export type Json = Record<string, unknown>;

/** The address of a file or route of this plugin. */
export function pluginUrl(path: string): string {
    return `${basePath()}/plugins/${PLUGIN_ID}/${path}`;
}

/** The address of a file in Mattermost, as a download. */
export function fileUrl(fileId: string): string {
    return `${basePath()}/api/v4/files/${encodeURIComponent(fileId)}?download=1`;
}

/** The address of a post in Mattermost, which leads to its thread. */
export function postUrl(postId: string): string {
    return `${basePath()}${postPath(postId)}`;
}

/** The same below the path of the site. */
export function postPath(postId: string): string {
    return `/_redirect/pl/${encodeURIComponent(postId)}`;
}

/** The picture of a person in Mattermost. */
export function avatarUrl(userId: string): string {
    return `${basePath()}/api/v4/users/${encodeURIComponent(userId)}/image`;
}

/** Asks the server for a meeting. Never rejects: a failure is an outcome. */
export async function startMeeting(request: StartRequest): Promise<StartOutcome> {
    const path = `api/v1/meetings${request.force ? '?force=true' : ''}`;
    return outcomeOf(await call('POST', path, startBody(request)));
}

/** Calls a person: a meeting in the direct channel with them, whom the server rings. */
export async function callPerson(request: CallRequest): Promise<StartOutcome> {
    const { userId, channelId, connectionId } = request;
    const body = { user_id: userId, channel_id: channelId, connection_id: connectionId };
    return outcomeOf(await call('POST', 'api/v1/calls', body));
}

function outcomeOf(answer: Answer<Json>): StartOutcome {
    if (answer.kind === 'failed') {
        const { failure, reason } = answer;
        return reason === '' ? { kind: 'failed', failure } : { kind: 'refused', reason };
    }
    const { error, meeting_url: meetingUrl } = answer.value;
    if (typeof error === 'string' && error !== '') {
        return { kind: 'refused', reason: error };
    }
    return typeof meetingUrl === 'string' && meetingUrl !== ''
        ? { kind: 'started', meetingUrl }
        : { kind: 'asked' };
}

const startBody = ({ channelId, rootId, connectionId, topic = '' }: StartRequest) => ({
    channel_id: channelId,
    root_id: rootId,
    topic,
    connection_id: connectionId,
});

/** Whether the plugin is set up; undefined when that could not be learned. */
export async function isConfigured(): Promise<boolean | undefined> {
    const answer = await call('GET', 'api/v1/configuration');
    const configured = answer.kind === 'ok' ? answer.value.configured : undefined;
    return typeof configured === 'boolean' ? configured : undefined;
}

/** What the person chose. */
export async function readPreference<Name extends PreferenceName>(
    name: Name,
): Promise<Answer<PreferenceValue<Name>>> {
    return choiceOf(name, await call('GET', 'api/v1/preferences'));
}

/** Chooses it; the answer is what holds from now on. */
export async function savePreference<Name extends PreferenceName>(
    name: Name,
    value: PreferenceValue<Name>,
): Promise<Answer<PreferenceValue<Name>>> {
    return choiceOf(name, await call('PUT', 'api/v1/preferences', { [name]: value }));
}

function choiceOf<Name extends PreferenceName>(
    name: Name,
    answer: Answer<Json>,
): Answer<PreferenceValue<Name>> {
    if (answer.kind === 'failed') {
        return answer;
    }
    const values: readonly PreferenceValue<Name>[] = PREFERENCES[name];
    const value = values.find((known) => known === answer.value[name]);
    return value === undefined
        ? { kind: 'failed', failure: 'server', reason: '' }
        : { kind: 'ok', value };
}

/** Who is in the meeting of a post, and what the reader may do about it. */
export function readLive(postId: string): Promise<Answer<Json>> {
    return call('GET', `api/v1/posts/${encodeURIComponent(postId)}/live`);
}

/** Ends the meeting of a post for everybody in it. */
export function endMeeting(postId: string): Promise<Answer<Json>> {
    return call('POST', `api/v1/posts/${encodeURIComponent(postId)}/end`, {});
}

/** What the panel shows: the meetings of the reader's channels; `channelId` may be empty. */
export function readOverview(channelId: string): Promise<Answer<Json>> {
    return call('GET', `api/v1/overview?channel_id=${encodeURIComponent(channelId)}`);
}

/** Posts a scheduled meeting in a channel. */
export function shareMeeting(meetingId: number, channelId: string): Promise<Answer<Json>> {
    const body = { meeting_id: meetingId, channel_id: channelId, root_id: '' };
    return call('POST', 'api/v1/meetings/share', body);
}

/** Cancels a scheduled meeting in Zoom. */
export function cancelMeeting(meetingId: number): Promise<Answer<Json>> {
    return call('POST', 'api/v1/meetings/cancel', { meeting_id: meetingId });
}

/** The state of the set-up, which the server gives to system admins alone. */
export function readStatus(): Promise<Answer<Json>> {
    return call('GET', 'api/v1/status');
}

/** The texts of a language other than English; undefined when they could not be had. */
export async function readTexts(locale: string): Promise<Json | undefined> {
    const answer = await call('GET', `public/i18n/${locale}.json?v=${PLUGIN_VERSION}`);
    return answer.kind === 'ok' ? answer.value : undefined;
}

/** Types a command for the person, in a channel. */
export function runCommand(
    command: string,
    place: { channelId: string; teamId: string },
): Promise<Answer<Json>> {
    const body = { command, channel_id: place.channelId, team_id: place.teamId };
    return ask('POST', `${basePath()}/api/v4/commands/execute`, body);
}

/** The user names of people, by their ids, of those who exist; undefined where the server failed. */
export async function readUsernames(ids: string[]): Promise<Record<string, string> | undefined> {
    const answer = await ask('POST', `${basePath()}/api/v4/users/ids`, ids);
    if (answer.kind === 'failed') {
        return undefined;
    }
    return Object.fromEntries(
        Object.values(answer.value).flatMap((user) => {
            const { id, username } = (user ?? {}) as { id?: unknown; username?: unknown };
            return typeof id === 'string' && typeof username === 'string' ? [[id, username]] : [];
        }),
    );
}

const call = (method: string, path: string, body?: unknown): Promise<Answer<Json>> =>
    ask(method, pluginUrl(path), body);

async function ask(method: string, url: string, body?: unknown): Promise<Answer<Json>> {
    const abort = new AbortController();
    const timer = setTimeout(() => {
        abort.abort();
    }, TIMEOUT_MS);
    try {
        return await answerOf(await send(method, url, body, abort.signal));
    } catch {
        return failed(abort.signal.aborted ? 'timed_out' : 'offline');
    } finally {
        clearTimeout(timer);
    }
}

function send(method: string, url: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const headers = { 'X-CSRF-Token': csrfToken(), 'X-Requested-With': 'XMLHttpRequest' };
    const init = { method, credentials: 'same-origin', headers, signal } as const;
    return fetch(
        url,
        body === undefined
            ? init
            : {
                  ...init,
                  headers: { ...headers, 'Content-Type': 'application/json' },
                  body: JSON.stringify(body),
              },
    );
}

async function answerOf(response: Response): Promise<Answer<Json>> {
    const value = await readObject(response);
    if (response.ok) {
        return { kind: 'ok', value };
    }
    // Our own routes say `error`, those of Mattermost `message`.
    const reason = value.error ?? value.message;
    return failed(failureOf(response.status), typeof reason === 'string' ? reason : '');
}

const failed = (failure: Failure, reason = ''): Answer<never> => ({
    kind: 'failed',
    failure,
    reason,
});

/** A proxy on the way may answer with a page of its own: that is an empty object here. */
async function readObject(response: Response): Promise<Json> {
    const text = await response.text();
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null ? (value as Json) : {};
    } catch {
        return {};
    }
}

function failureOf(status: number): Failure {
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
