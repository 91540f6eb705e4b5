import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { violationsIn } from '../test_axe';
import { renderWith, serve, storeOfAlice } from '../test_page';
import { registryOf } from '../test_plugin';

import { SettingsModal } from './settings_modal';

const radio = {
    type: 'radio',
    name: 'where',
    title: 'Where meetings open',
    default: 'tab',
    options: [
        { value: 'tab', text: 'In a tab' },
        { value: 'app', text: 'In the app' },
    ],
};

function setUp(onSubmit = vi.fn()) {
    const sent = serve({ 'PUT /users/me/preferences': {}, 'PUT /users/me/patch': {} });
    const store = storeOfAlice();
    registryOf(store).registerUserSettings?.({
        id: 'demo',
        uiName: 'Demo preferences',
        sections: [
            { title: 'Meetings', onSubmit, settings: [radio, { type: 'radio', name: 'broken' }] },
            { title: 'Own', component: () => <p>drawn by the plugin</p> },
        ],
    });
    const { container } = renderWith(store, <SettingsModal />);
    act(() => {
        store.dispatch({ type: 'SHOW_SETTINGS', tab: 'display' });
    });
    return { store, sent, onSubmit, container };
}

beforeEach(() => {
    // jsdom has no modal dialogs.
    HTMLDialogElement.prototype.showModal = function show() {
        this.open = true;
    };
});

describe('the settings of a person', () => {
    it('have a tab for each plugin, whose choices are kept as preferences', async () => {
        const { sent, onSubmit } = setUp();
        await userEvent.click(screen.getByRole('tab', { name: 'Demo preferences' }));
        expect(screen.getByText('drawn by the plugin')).toBeTruthy();
        expect(screen.getByLabelText<HTMLInputElement>('In a tab').checked).toBe(true);
        expect(screen.queryByText('broken')).toBeNull();

        await userEvent.click(screen.getByLabelText('In the app'));
        await userEvent.click(screen.getByRole('button', { name: 'Save' }));

        await waitFor(() => expect(onSubmit).toHaveBeenCalledWith({ where: 'app' }));
        const preference = { user_id: 'alice', category: 'pp_demo', name: 'where', value: 'app' };
        expect(sent[0]?.body).toEqual([preference]);
    });

    it('change the language, and the density of posts', async () => {
        const { sent } = setUp();

        await userEvent.selectOptions(screen.getByLabelText('Language'), 'de');
        await userEvent.selectOptions(screen.getByLabelText('Message display'), 'compact');

        expect(sent.map(({ path }) => path)).toEqual(['/users/me/patch', '/users/me/preferences']);
        expect(sent[0]?.body).toEqual({ locale: 'de' });
        expect(sent[1]?.body).toMatchObject([{ name: 'message_display', value: 'compact' }]);
    });

    it('go from tab to tab by the arrows, and axe finds nothing', async () => {
        const { container } = setUp();
        screen.getByRole('tab', { name: 'Display' }).focus();

        await userEvent.keyboard('{ArrowDown}');

        expect(document.activeElement?.textContent).toBe('Demo preferences');
        expect(screen.getByRole('heading', { name: 'Meetings' })).toBeTruthy();
        expect(await violationsIn(container)).toEqual([]);
    });

    it('leave a plugin out that gives nothing valid', () => {
        const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
        const store = storeOfAlice();

        registryOf(store).registerUserSettings?.({ id: 'demo', sections: [] });

        expect(store.getState().plugins.userSettings).toEqual({});
        expect(warn).toHaveBeenCalledOnce();
    });
});
