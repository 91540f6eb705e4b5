/** A page like Mattermost's for the tests: its translations, its store and some of its posts. */
import { render, type RenderResult } from '@testing-library/react';
import type { ReactElement } from 'react';
import { IntlProvider } from 'react-intl';

import en from '../src/i18n/en.json';
import { Announcer } from '../src/live/announcer';
import { LiveMeetings } from '../src/live/live_meetings';
import { People } from '../src/live/people';
import { Notices } from '../src/notice/notices';
import type { PostSource, WebSocketMessage } from '../src/registry';
import { Starter } from '../src/start_meeting/starter';
import type { HostState, HostStore } from '../src/state';

/** Draws something as Mattermost would, with the plugin's English texts. */
export function renderInPage(element: ReactElement): RenderResult {
    return render(
        <IntlProvider locale="en" messages={en}>
            {element}
        </IntlProvider>,
    );
}

/** Lends the page the means to draw Markdown, of which code is enough here. */
export function lendMarkdown(): void {
    const formatText = (text: string) => text;
    const messageHtmlToComponent = (text: string) => (
        <p>{text.split('`').map((part, i) => (i % 2 ? <code key={i}>{part}</code> : part))}</p>
    );
    Object.assign(window, { PostUtils: { formatText, messageHtmlToComponent } });
}

/** Takes them back. */
export function takeMarkdown(): void {
    Reflect.deleteProperty(window, 'PostUtils');
}

/** A store like Mattermost's, whose state a test may change. */
export class TestStore implements HostStore {
    private readonly watchers = new Set<() => void>();

    constructor(private state: HostState) {}

    getState(): HostState {
        return this.state;
    }

    /** The actions that came from the plugin. */
    readonly dispatched: unknown[] = [];

    dispatch(action: unknown): unknown {
        this.dispatched.push(action);
        return action;
    }

    subscribe(tell: () => void): () => void {
        this.watchers.add(tell);
        return () => {
            this.watchers.delete(tell);
        };
    }

    /** What an action does: another state, and word of it to everybody. */
    change(state: HostState): void {
        this.state = state;
        this.watchers.forEach((tell) => {
            tell();
        });
    }
}

export const storeOf = (state: HostState = connectedState()): TestStore => new TestStore(state);

/** What the parts of the plugin share, with that store. */
export function partsOf(store: HostStore) {
    const notices = new Notices();
    const starter = new Starter({ store, notices, openMeeting: () => undefined });
    const people = new People(store);
    return { store, starter, people, meetings: new LiveMeetings(), announcer: new Announcer() };
}

/** A live state, as the server sends it. */
export const liveJson = (live: Record<string, unknown> = {}): Record<string, unknown> => ({
    meeting_id: 91234567890,
    meeting_uuid: 'run-1',
    state: 'started',
    host_in: true,
    count: 1,
    users: ['alice-id'],
    waiting: 0,
    total: 1,
    ...live,
});

/** The event with a live state. */
export const changed = (postId: string, live: Record<string, unknown>): WebSocketMessage => ({
    event: 'custom_zoom_meeting_changed',
    data: { channel_id: 'channel-id', live: JSON.stringify({ [postId]: liveJson(live) }) },
});

/** A state in which the page knows these posts, and those of them that are replies as such. */
export function stateWithPosts(...posts: PostSource[]): HostState {
    const state = connectedState();
    const postsInThread: Record<string, string[]> = {};
    for (const { id, root_id } of posts.filter((post) => post.root_id)) {
        postsInThread[root_id] = [...(postsInThread[root_id] ?? []), id];
    }
    const byId = Object.fromEntries(posts.map((post) => [post.id, post]));
    return { ...state, entities: { ...state.entities, posts: { posts: byId, postsInThread } } };
}

/** The state of a tab whose WebSocket is up. */
export function connectedState(): HostState {
    return {
        entities: {
            channels: { currentChannelId: 'channel-id' },
            teams: { currentTeamId: 'team-id' },
            users: {
                currentUserId: 'alice-id',
                profiles: {
                    'alice-id': {
                        username: 'alice',
                        locale: 'en',
                        timezone: { manualTimezone: 'UTC', useAutomaticTimezone: 'false' },
                    },
                    'bob-id': { username: 'bob' },
                    'bot-id': { username: 'zoom', is_bot: true },
                },
            },
        },
        websocket: { connected: true, connectionId: 'this-tab' },
    };
}

/** A meeting post by alice, as our server writes it. */
export function meetingPostOf(props: Record<string, unknown> = {}): PostSource {
    return {
        id: 'post-id',
        channel_id: 'channel-id',
        root_id: '',
        user_id: 'alice-id',
        create_at: Date.UTC(2026, 0, 5, 10, 0),
        update_at: Date.UTC(2026, 0, 5, 10, 0),
        message: 'I have started a meeting',
        props: {
            meeting_id: 91234567890,
            meeting_link: 'https://zoom.us/j/91234567890?pwd=secret',
            meeting_status: 'STARTED',
            meeting_topic: 'Design review',
            meeting_creator_username: 'alice',
            meeting_provider: 'Zoom',
            ...props,
        },
    };
}

/** The invitation to a scheduled meeting, as our server writes it. */
export function scheduledPostOf(props: Record<string, unknown> = {}): PostSource {
    return {
        ...meetingPostOf({
            meeting_status: 'SCHEDULED',
            meeting_scheduled_start: Date.UTC(2026, 0, 9, 9, 0),
            meeting_scheduled_minutes: 45,
            meeting_time_zone: 'Europe/Berlin',
            meeting_recurrence: '',
            meeting_passcode: '314159',
            ...props,
        }),
        type: 'custom_zoom_scheduled',
    };
}

/** A reply by the plugin's bot in the thread of that meeting. */
export function replyOf(id: string, post: Partial<PostSource>): PostSource {
    const at = Date.UTC(2026, 0, 5, 11, 0);
    const place = { channel_id: 'channel-id', root_id: 'post-id', user_id: 'bot-id' };
    return { id, ...place, create_at: at, update_at: at, message: '', props: {}, ...post };
}

/** The answer of a server, for a `fetch` that a test replaces. */
export function answerOf(status: number, body: unknown): Response {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text, { status });
}
