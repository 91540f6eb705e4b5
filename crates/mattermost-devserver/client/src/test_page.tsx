/** For the tests: a server that answers what a test tells it to, and things to put in the store. */
import { render, type RenderResult } from '@testing-library/react';
import React from 'react';
import { IntlProvider } from 'react-intl';
import { Provider } from 'react-redux';
import type { Store } from 'redux';
import { vi } from 'vitest';

import type { Channel, ChannelMembership, Post, UserProfile } from './store/state';
import { makeStore, type AppStore } from './store/store';

/** A request that the page made. */
export interface Sent {
    method: string;
    path: string;
    body: unknown;
}

type Answers = Record<string, unknown>;

/** Answers requests by `METHOD path`, the query left out; others get 404. Keeps what was sent. */
export function serve(answers: Answers): Sent[] {
    const sent: Sent[] = [];
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
        const path = new URL(url, 'https://chat.example.com').pathname.replace('/api/v4', '');
        const method = init.method ?? 'GET';
        const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
        sent.push({ method, path, body });
        const answer = answers[`${method} ${path}`];
        const status = answer === undefined ? 404 : 200;
        const text = JSON.stringify(answer ?? { message: `Nothing at ${path}.` });
        return Promise.resolve(new Response(text, { status }));
    });
    return sent;
}

/** Draws a part of the page around a store. */
export function renderWith(store: AppStore, element: React.ReactElement): RenderResult {
    return render(
        <Provider store={store as unknown as Store}>
            <IntlProvider locale="en">{element}</IntlProvider>
        </Provider>,
    );
}

/** A store in which alice looks at the town square. */
export function storeOfAlice(): AppStore {
    const store = makeStore();
    store.dispatch({ type: 'RECEIVED_ME', data: person('alice') });
    store.dispatch({ type: 'RECEIVED_PROFILES_LIST', data: [person('bob')] });
    store.dispatch({ type: 'SELECT_TEAM', data: 'team' });
    const channel = { id: 'square', name: 'town-square', display_name: 'Town Square', type: 'O' };
    store.dispatch({
        type: 'RECEIVED_CHANNELS',
        data: [{ ...channel, delete_at: 0 } as Channel],
    });
    const member = { channel_id: 'square', user_id: 'alice' } as ChannelMembership;
    store.dispatch({ type: 'RECEIVED_MY_CHANNEL_MEMBERS', data: [member] });
    store.dispatch({ type: 'SELECT_CHANNEL', data: 'square' });
    return store;
}

const person = (name: string): UserProfile =>
    ({ id: name, username: name, locale: 'en', delete_at: 0 }) as UserProfile;

/** A post of bob's in the town square. */
export function postOf(id: string, parts: Partial<Post> = {}): Post {
    return {
        id,
        create_at: 1_000,
        update_at: 1_000,
        edit_at: 0,
        delete_at: 0,
        is_pinned: false,
        user_id: 'bob',
        channel_id: 'square',
        root_id: '',
        original_id: '',
        message: id,
        type: '',
        props: {},
        hashtags: '',
        pending_post_id: '',
        reply_count: 0,
        metadata: {} as Post['metadata'],
        ...parts,
    };
}
