import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { describe, expect, it, vi } from 'vitest';

import { AppBar } from '../channel/plugin_buttons';
import { Panel } from '../panel/panel';
import { currentUser, localeOf } from '../store/selectors';
import type { UserProfile } from '../store/state';
import { renderWith, storeOfAlice } from '../test_page';
import { registryOf } from '../test_plugin';

import type { PanelActions } from './panel_actions';
import { SLOTS } from './slots';
import { Slot } from './slot';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

describe('the registry', () => {
    it('answers an id for each thing that is hung into one place', () => {
        const registry = registryOf(storeOfAlice());

        for (const name of Object.keys(SLOTS)) {
            expect(registry[name]?.(vi.fn(), vi.fn(), vi.fn()), name).toMatch(UUID);
        }
    });

    it('draws what is hung into a place, and takes it away again', () => {
        const store = storeOfAlice();
        const registry = registryOf(store);
        const seen = vi.fn();
        const Component = (props: object) => {
            seen(Object.keys(props).sort());
            return <p>from the plugin</p>;
        };
        const id = registry.registerPopoverUserAttributesComponent?.({ component: Component });
        renderWith(store, <Slot place="PopoverUserAttributes" with={{ user: 'alice' }} />);
        expect(screen.getByText('from the plugin')).toBeTruthy();
        expect(seen).toHaveBeenCalledWith(['theme', 'user', 'webSocketClient']);

        act(() => {
            registry.unregisterComponent?.(id);
        });

        expect(screen.queryByText('from the plugin')).toBeNull();
    });

    it('shows and hides the panel of a plugin by the actions that it gives', () => {
        const store = storeOfAlice();
        const registry = registryOf(store);
        const { toggleRHSPlugin, hideRHSPlugin, showRHSPlugin, id } =
            registry.registerRightHandSidebarComponent?.(
                () => <p>inside</p>,
                'Title',
            ) as PanelActions;
        renderWith(store, <Panel />);
        expect(showRHSPlugin).toEqual({
            type: 'UPDATE_RHS_STATE',
            state: 'plugin',
            pluggableId: id,
        });

        act(() => {
            store.dispatch(toggleRHSPlugin);
        });
        expect(screen.getByRole('complementary', { name: 'Title' }).textContent).toContain(
            'inside',
        );
        act(() => {
            store.dispatch(hideRHSPlugin);
        });
        expect(screen.queryByText('inside')).toBeNull();
    });

    it('gives an icon of the app bar its panel', async () => {
        const store = storeOfAlice();
        const given = registryOf(store).registerAppBarComponent?.({
            iconUrl: '/icon.png',
            tooltipText: 'Open it',
            rhsComponent: () => <p>inside</p>,
            rhsTitle: 'Title',
        });
        renderWith(
            store,
            <>
                <AppBar />
                <Panel />
            </>,
        );

        await userEvent.click(screen.getByRole('button', { name: 'Open it', expanded: false }));

        expect(screen.getByText('inside')).toBeTruthy();
        expect(screen.getByRole('button', { name: 'Open it', expanded: true })).toBeTruthy();
        expect(given).toHaveProperty('rhsComponent.toggleRHSPlugin');
    });

    it('asks for the texts again when the person changes the language', () => {
        const store = storeOfAlice();
        registryOf(store).registerTranslations?.((locale: string) => ({ hello: `in ${locale}` }));
        const me = currentUser(store.getState());

        store.dispatch({
            type: 'RECEIVED_PROFILES_LIST',
            data: [{ ...me, locale: 'de' } as UserProfile],
        });

        const { translations } = store.getState().views.i18n;
        expect(localeOf(store.getState())).toBe('de');
        expect(translations.de).toEqual({ hello: 'in de' });
        expect(translations.en).toEqual({ hello: 'in en' });
    });

    it('keeps one component of a plugin that fails from taking the others along', () => {
        vi.spyOn(console, 'error').mockImplementation(() => undefined);
        const store = storeOfAlice();
        registryOf(store, 'bad').registerRootComponent?.(() => {
            throw new Error('no');
        });
        registryOf(store, 'good').registerRootComponent?.(() => <p>well</p>);

        renderWith(store, <Slot place="Root" />);

        expect(screen.getByText('well')).toBeTruthy();
        expect(screen.getByText('An error occurred in the bad plugin.')).toBeTruthy();
    });
});

describe('a modal of a plugin', () => {
    it('opens by the action of WebappUtils and closes itself', async () => {
        const { ModalHost } = await import('../modals/modal_host');
        const { shareLibraries } = await import('./globals');
        const store = storeOfAlice();
        shareLibraries(store);
        const { modals } = (window as unknown as { WebappUtils: { modals: Modals } }).WebappUtils;
        renderWith(store, <ModalHost />);
        const dialogType = ({ onExited, text }: { onExited: () => void; text: string }) => (
            <button onClick={onExited}>{text}</button>
        );
        const modal = { modalId: 'm', dialogType, dialogProps: { text: 'Close me' } };

        act(() => {
            store.dispatch(modals.openModal(modal));
        });
        await userEvent.click(screen.getByText('Close me'));

        expect(screen.queryByText('Close me')).toBeNull();
    });
});

interface Modals {
    openModal: (modal: object) => { type: 'TOGGLE_LHS' };
}
