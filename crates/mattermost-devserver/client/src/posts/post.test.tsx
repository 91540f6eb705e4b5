import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Post } from '../store/state';
import { postOf, renderWith, serve, storeOfAlice } from '../test_page';

import { PostView } from './post';

afterEach(() => {
    vi.unstubAllGlobals();
});

const attachment = {
    fallback: 'f',
    title: 'Weather',
    text: 'It *rains*.',
    fields: [{ title: 'Where', value: 'here', short: true }],
    actions: [
        { id: 'go', type: 'button', name: 'Go', cookie: 'sealed' },
        { id: 'pick', type: 'select', name: 'Pick', options: [{ text: 'One', value: '1' }] },
    ],
};

describe('a post', () => {
    it('shows Markdown, and HTML as text', () => {
        const message = '**bold** <img src=x> [link](javascript:alert(1)) https://example.com';
        const { container } = renderWith(
            storeOfAlice(),
            <PostView post={postOf('a', { message })} />,
        );

        expect(container.querySelector('.markdown strong')?.textContent).toBe('bold');
        expect(container.querySelector('.markdown img')).toBeNull();
        const links = screen.getAllByRole('link');
        expect(links.map((link) => link.getAttribute('href'))).toEqual(['https://example.com']);
    });

    it('shows attachments and presses their buttons', async () => {
        const sent = serve({
            'POST /posts/a/actions/go': { status: 'OK', trigger_id: 'trigger' },
            'POST /posts/a/actions/pick': { status: 'OK', trigger_id: 'other' },
        });
        const store = storeOfAlice();
        renderWith(
            store,
            <PostView post={postOf('a', { props: { attachments: [attachment] } })} />,
        );
        expect(screen.getByRole('heading').textContent).toContain('Weather');
        expect(screen.getByText('Where')).toBeTruthy();

        await userEvent.click(screen.getByRole('button', { name: 'Go' }));
        await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Pick' }), '1');

        expect(sent.map(({ body }) => body)).toEqual([
            { selected_option: '', cookie: 'sealed' },
            { selected_option: '1' },
        ]);
        await waitFor(() => {
            expect(store.getState().entities.integrations.dialogTriggerId).toBe('other');
        });
    });

    it('says why a button failed', async () => {
        serve({});
        const post = postOf('a', { props: { attachments: [attachment] } });
        renderWith(storeOfAlice(), <PostView post={post} />);

        await userEvent.click(screen.getByRole('button', { name: 'Go' }));

        expect((await screen.findByRole('alert')).textContent).toBe(
            'Nothing at /posts/a/actions/go.',
        );
    });

    it('is drawn by a plugin where one asked for its type, which a prop may name', () => {
        const store = storeOfAlice();
        const component = ({ post }: { post?: { id: string } }) => <i>drawn {post?.id}</i>;
        store.dispatch({
            type: 'RECEIVED_PLUGIN_POST_COMPONENT',
            data: { id: '1', pluginId: 'demo', type: 'custom_demo', component },
        });
        const props = { type: 'custom_demo' };
        renderWith(store, <PostView post={postOf('a', { type: 'system_ephemeral', props })} />);

        expect(screen.getByText('drawn a')).toBeTruthy();
        expect(screen.getByText('(Only visible to you)')).toBeTruthy();
    });

    it('survives a plugin that fails', () => {
        vi.spyOn(console, 'error').mockImplementation(() => undefined);
        const store = storeOfAlice();
        const component = () => {
            throw new Error('no');
        };
        const type = 'custom_demo' as Post['type'];
        store.dispatch({
            type: 'RECEIVED_PLUGIN_POST_COMPONENT',
            data: { id: '1', pluginId: 'demo', type, component },
        });
        renderWith(store, <PostView post={postOf('a', { type })} />);

        expect(screen.getByText('An error occurred in the demo plugin.')).toBeTruthy();
    });
});
