import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { DialogRequest } from '../store/state';
import { renderWith, serve, storeOfAlice } from '../test_page';

import { DialogHost } from './dialog';

const element = (parts: object) => ({
    ...{ subtype: '', default: '', placeholder: '', help_text: '', optional: false },
    ...{ min_length: 0, max_length: 0, data_source: '', options: [] },
    ...parts,
});

const request = {
    trigger_id: 'mine',
    url: 'https://plugin.example.com/dialog',
    dialog: {
        callback_id: 'callback',
        title: 'Settings',
        introduction_text: 'Some *text*',
        elements: [
            element({ name: 'topic', display_name: 'Topic', type: 'text' }),
            element({
                name: 'who',
                display_name: 'Who',
                type: 'radio',
                options: [
                    { text: 'All', value: 'all' },
                    { text: 'None', value: 'none' },
                ],
            }),
            element({ name: 'loud', display_name: 'Loud', type: 'bool', optional: true }),
        ],
        submit_label: 'Save',
        state: 'state',
    },
} as unknown as DialogRequest;

function setUp(triggerId = 'mine') {
    const store = storeOfAlice();
    store.dispatch({ type: 'RECEIVED_DIALOG_TRIGGER_ID', data: triggerId });
    store.dispatch({ type: 'RECEIVED_DIALOG', data: request });
    renderWith(store, <DialogHost />);
}

async function fill() {
    await userEvent.type(screen.getByLabelText('Topic'), 'Tea');
    await userEvent.click(screen.getByLabelText('All'));
}

beforeEach(() => {
    // jsdom has no dialogs.
    HTMLDialogElement.prototype.showModal = function showModal() {
        this.open = true;
    };
});

afterEach(() => {
    vi.unstubAllGlobals();
});

describe('a dialog', () => {
    it('opens in the tab that asked, and in no other', () => {
        setUp('of another tab');

        expect(screen.queryByRole('dialog')).toBeNull();
    });

    it('sends what was chosen, and closes', async () => {
        const sent = serve({ 'POST /actions/dialogs/submit': {} });
        setUp();

        await fill();
        await userEvent.click(screen.getByLabelText(/^Loud/));
        await userEvent.click(screen.getByRole('button', { name: 'Save' }));

        await waitFor(() => {
            expect(screen.queryByRole('dialog')).toBeNull();
        });
        expect(sent[0]?.body).toEqual({
            url: 'https://plugin.example.com/dialog',
            callback_id: 'callback',
            state: 'state',
            channel_id: 'square',
            team_id: 'team',
            user_id: 'alice',
            submission: { topic: 'Tea', who: 'all', loud: true },
            cancelled: false,
        });
    });

    it('asks for what is required before it sends anything', async () => {
        const sent = serve({});
        setUp();

        await userEvent.click(screen.getByRole('button', { name: 'Save' }));

        expect(screen.getAllByText('This field is required.')).toHaveLength(2);
        expect(sent).toEqual([]);
    });

    it("shows the plugin's objections and stays", async () => {
        const answer = { error: 'Not today.', errors: { topic: 'Too short.' } };
        serve({ 'POST /actions/dialogs/submit': answer });
        setUp();

        await fill();
        await userEvent.click(screen.getByRole('button', { name: 'Save' }));

        expect(await screen.findByText('Not today.')).toBeTruthy();
        expect(screen.getByText('Too short.')).toBeTruthy();
        expect(screen.getByRole('dialog')).toBeTruthy();
    });
});
