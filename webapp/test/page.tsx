/** A page like Mattermost's for the tests: its translations, its store and some of its posts. */
import { render, type RenderResult } from '@testing-library/react';
import type { ReactElement } from 'react';
import { IntlProvider } from 'react-intl';

import en from '../src/i18n/en.json';
import type { PostSource } from '../src/registry';
import type { HostState, HostStore } from '../src/state';

/** Draws something as Mattermost would, with the plugin's English texts. */
export function renderInPage(element: ReactElement): RenderResult {
    return render(
        <IntlProvider locale="en" messages={en}>
            {element}
        </IntlProvider>,
    );
}

/** A store like Mattermost's, whose state a test may change. */
export class TestStore implements HostStore {
    private readonly watchers = new Set<() => void>();

    constructor(private state: HostState) {}

    getState(): HostState {
        return this.state;
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
            users: {
                currentUserId: 'alice-id',
                profiles: {
                    'alice-id': {
                        username: 'alice',
                        locale: 'en',
                        timezone: { manualTimezone: 'UTC', useAutomaticTimezone: 'false' },
                    },
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
