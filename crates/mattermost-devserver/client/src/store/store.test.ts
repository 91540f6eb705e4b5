import { describe, expect, it } from 'vitest';

import { postOf, storeOfAlice } from '../test_page';

import { postsOf, repliesOf } from './selectors';

const ids = (posts: { id: string }[]) => posts.map(({ id }) => id);

describe('the posts of a channel', () => {
    it('stand oldest first, each once, in whatever order they come', () => {
        const store = storeOfAlice();
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('b', { create_at: 2 }) });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('a', { create_at: 1 }) });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('b', { create_at: 2 }) });

        expect(ids(postsOf(store.getState(), 'square'))).toEqual(['a', 'b']);
    });

    it('leave when they are deleted', () => {
        const store = storeOfAlice();
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('a') });
        store.dispatch({ type: 'POST_DELETED', data: postOf('a') });

        expect(postsOf(store.getState(), 'square')).toEqual([]);
        expect(store.getState().entities.posts.posts).toEqual({});
    });

    it('keep what only this page has when they are fetched anew', () => {
        const store = storeOfAlice();
        const ephemeral = postOf('e', { type: 'system_ephemeral', create_at: 2 });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: ephemeral });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('gone', { create_at: 1 }) });
        const data = [postOf('new', { create_at: 3 })];
        store.dispatch({ type: 'RECEIVED_POSTS', channelId: 'square', data, whole: true });

        expect(ids(postsOf(store.getState(), 'square'))).toEqual(['e', 'new']);
    });
});

describe('a post that comes while its channel is being fetched', () => {
    it('stays, although the answer does not have it yet', () => {
        const store = storeOfAlice();
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('just now', { create_at: 5 }) });
        const data = [postOf('before', { create_at: 3 })];
        store.dispatch({ type: 'RECEIVED_POSTS', channelId: 'square', data, whole: true });

        expect(ids(postsOf(store.getState(), 'square'))).toEqual(['before', 'just now']);
    });
});

describe('a thread', () => {
    it('holds its replies, which are counted once', () => {
        const store = storeOfAlice();
        const root = postOf('root', { reply_count: 1, last_reply_at: 10 });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: root });
        const old = postOf('old', { root_id: 'root', create_at: 10 });
        store.dispatch({
            type: 'RECEIVED_POSTS',
            channelId: 'square',
            data: [old],
            whole: false,
        });
        const reply = postOf('reply', { root_id: 'root', create_at: 20 });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: reply });
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: reply });

        expect(ids(repliesOf(store.getState(), 'root'))).toEqual(['old', 'reply']);
        expect(ids(postsOf(store.getState(), 'square'))).toEqual(['root']);
        expect(store.getState().entities.posts.posts.root?.reply_count).toBe(2);
    });

    it('closes when another channel is opened', () => {
        const store = storeOfAlice();
        store.dispatch({
            type: 'SELECT_POST',
            postId: 'root',
            channelId: 'square',
            timestamp: 1,
        });
        expect(store.getState().views.rhs).toMatchObject({
            selectedPostId: 'root',
            selectedChannelId: 'square',
            isSidebarOpen: true,
        });

        store.dispatch({ type: 'SELECT_CHANNEL', data: 'other' });

        expect(store.getState().views.rhs).toMatchObject({
            selectedPostId: '',
            isSidebarOpen: false,
        });
    });
});

describe('the store', () => {
    it('marks a channel as unread for the posts of others elsewhere', () => {
        const store = storeOfAlice();
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('a') });
        const elsewhere = { channel_id: 'other' };
        store.dispatch({ type: 'RECEIVED_NEW_POST', data: postOf('b', elsewhere) });
        store.dispatch({
            type: 'RECEIVED_NEW_POST',
            data: postOf('c', { channel_id: 'third', user_id: 'alice' }),
        });

        expect(store.getState().devserver.unread).toEqual({ other: true });
    });

    it('lets a plugin add its part, and run thunks', () => {
        const store = storeOfAlice();
        store.addPluginReducer('zoom', (count = 0) => (count as number) + 1);
        const state = store.getState() as unknown as Record<string, number>;
        expect(state['plugins-zoom']).toBeGreaterThan(0);

        const user = store.dispatch((_, getState) => getState().entities.users.currentUserId);
        expect(user).toBe('alice');
    });
});
