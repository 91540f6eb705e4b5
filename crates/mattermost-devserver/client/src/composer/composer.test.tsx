import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { postsOf } from '../store/selectors';
import { postOf, renderWith, serve, storeOfAlice } from '../test_page';

import { Composer } from './composer';

const suggestions = 'GET /teams/team/commands/autocomplete_suggestions';
const zoom = { Complete: 'zoom', Suggestion: 'zoom', Hint: '[command]', Description: 'Meet' };

function setUp() {
    const store = storeOfAlice();
    renderWith(store, <Composer place={{ channelId: 'square', rootId: '' }} label="Write" />);
    return { store, box: screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Write' }) };
}

afterEach(() => {
    vi.unstubAllGlobals();
});

describe('the composer', () => {
    it('sends a message', async () => {
        const sent = serve({ 'POST /posts': postOf('mine') });
        const { store, box } = setUp();

        await userEvent.type(box, 'Hello{Enter}');

        expect(sent[0]?.body).toMatchObject({
            channel_id: 'square',
            root_id: '',
            message: 'Hello',
        });
        expect(box.value).toBe('');
        await waitFor(() => {
            expect(postsOf(store.getState(), 'square')).toHaveLength(1);
        });
    });

    it('carries a command out, and opens the page that it names in a new tab', async () => {
        const open = vi.spyOn(window, 'open').mockReturnValue(null);
        const answer = { goto_location: 'https://zoom.us/j/1', trigger_id: 't', text: '' };
        const sent = serve({ [suggestions]: [], 'POST /commands/execute': answer });
        const { store, box } = setUp();

        await userEvent.type(box, '/zoom start{Enter}');

        await waitFor(() => {
            expect(open).toHaveBeenCalledExactlyOnceWith('https://zoom.us/j/1', '_blank');
        });
        expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
            command: '/zoom start',
            channel_id: 'square',
            root_id: '',
            team_id: 'team',
        });
        expect(store.getState().entities.integrations.dialogTriggerId).toBe('t');
    });

    it('shows the answer of a command to this person', async () => {
        const answer = { response_type: 'ephemeral', text: 'You are away', goto_location: '' };
        serve({ [suggestions]: [], 'POST /commands/execute': answer });
        const { store, box } = setUp();

        await userEvent.type(box, '/away{Enter}');

        await waitFor(() => {
            const [post] = postsOf(store.getState(), 'square');
            expect(post).toMatchObject({ type: 'system_ephemeral', message: 'You are away' });
        });
    });

    it('gives the text back when it was refused, and says why', async () => {
        serve({ [suggestions]: [] });
        const { box } = setUp();

        await userEvent.type(box, '/nosuch{Enter}');

        expect((await screen.findByText('Nothing at /commands/execute.')).textContent).toBeTruthy();
        expect(box.value).toBe('/nosuch');
    });

    it('suggests commands, which Tab and the arrows take', async () => {
        serve({ [suggestions]: [zoom] });
        const { box } = setUp();

        await userEvent.type(box, '/z');
        const option = await screen.findByRole('option');
        expect(option.textContent).toContain('/zoom');
        await userEvent.keyboard('{Tab}');

        expect(box.value).toBe('/zoom ');
    });
});
