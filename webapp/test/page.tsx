/** A page like Mattermost's for the tests: its translations, its store and some of its posts. */
import { render, type RenderResult } from '@testing-library/react';
import React from 'react';
import { IntlProvider } from 'react-intl';

import { translationsOf } from '../src/i18n';
import type { MeetingPostSource } from '../src/registry';
import type { HostState, HostStore } from '../src/state';

/** Draws something as Mattermost would, with the plugin's English texts. */
export function renderInPage(element: React.ReactElement): RenderResult {
    return render(
        <IntlProvider locale="en" messages={translationsOf('en')}>
            {element}
        </IntlProvider>,
    );
}

/** A store whose state a test may change. */
export function storeOf(state: HostState = connectedState()): HostStore & { state: HostState } {
    const store = { state, getState: () => store.state };
    return store;
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
                },
            },
        },
        websocket: { connected: true, connectionId: 'this-tab' },
    };
}

/** A meeting post by alice, as our server writes it. */
export function meetingPostOf(props: Record<string, unknown> = {}): MeetingPostSource {
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

/** The answer of a server, for a `fetch` that a test replaces. */
export function answerOf(status: number, body: unknown): Response {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return new Response(text, { status });
}
