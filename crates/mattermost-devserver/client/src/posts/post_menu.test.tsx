import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { describe, expect, it, vi } from 'vitest';

import { ProfilePopover } from '../profile/profile_popover';
import { violationsIn } from '../test_axe';
import { postOf, renderWith, storeOfAlice } from '../test_page';
import { registryOf } from '../test_plugin';

import { PostView } from './post';

describe('a post', () => {
    it('has the items of plugins in its menu, for the posts that they want', async () => {
        const store = storeOfAlice();
        const registry = registryOf(store);
        const action = vi.fn();
        registry.registerPostDropdownMenuAction?.('Do it', action);
        registry.registerPostDropdownMenuAction?.('Not here', action, () => false);
        const sub = registry.registerPostDropdownSubMenuAction?.('More', vi.fn());
        const { rootRegisterMenuItem } = sub as Record<string, (...args: unknown[]) => void>;
        rootRegisterMenuItem?.('Inner', action);
        renderWith(store, <PostView post={postOf('p')} />);

        await userEvent.click(screen.getByRole('button', { name: 'actions' }));
        expect(screen.queryByText('Not here')).toBeNull();
        await userEvent.click(screen.getByRole('button', { name: 'Inner' }));
        expect(screen.queryByText('Do it')).toBeNull();
        await userEvent.click(screen.getByRole('button', { name: 'actions' }));
        await userEvent.click(screen.getByRole('button', { name: 'Do it' }));

        expect(action.mock.calls).toEqual([['p'], ['p']]);
    });

    it('has no menu of plugins where there are no items', () => {
        renderWith(storeOfAlice(), <PostView post={postOf('p')} />);

        expect(screen.queryByRole('button', { name: 'actions' })).toBeNull();
    });

    it('is shown as plugins format it, with what they add', () => {
        const store = storeOfAlice();
        const registry = registryOf(store);
        registry.registerMessageWillFormatHook?.(
            (_: unknown, text: string) => `${text}, formatted`,
        );
        registry.registerPostMessageAttachmentComponent?.(({ postId }: { postId: string }) => (
            <p>below {postId}</p>
        ));

        renderWith(store, <PostView post={postOf('p', { message: 'Hello' })} />);

        expect(screen.getByText('Hello, formatted')).toBeTruthy();
        expect(screen.getByText('below p')).toBeTruthy();
    });

    it('tells a plugin that draws it of compact display', () => {
        const store = storeOfAlice();
        const seen = vi.fn(() => null);
        registryOf(store).registerPostTypeComponent?.('custom_demo', seen);
        const compact = { category: 'display_settings', name: 'message_display', value: 'compact' };
        const data = [{ user_id: 'alice', ...compact }];
        store.dispatch({ type: 'RECEIVED_PREFERENCES', data });

        renderWith(store, <PostView post={postOf('p', { type: 'custom_demo' as '' })} />);

        const [props] = seen.mock.calls[0] as unknown as [Record<string, unknown>];
        expect(Object.keys(props).sort()).toEqual(['compactDisplay', 'isRHS', 'post', 'theme']);
        expect(props.compactDisplay).toBe(true);
    });

    it('leads to the profile of its author, which Escape closes', async () => {
        const store = storeOfAlice();
        registryOf(store).registerPopoverUserActionsComponent?.(
            ({ user }: { user: { username: string } }) => <p>for {user.username}</p>,
        );
        const { container } = renderWith(
            store,
            <>
                <PostView post={postOf('p')} />
                <ProfilePopover />
            </>,
        );

        await userEvent.click(screen.getByRole('button', { name: 'bob, show the profile' }));
        expect(screen.getByRole('dialog', { name: 'Profile of bob' })).toBeTruthy();
        expect(screen.getByText('for bob')).toBeTruthy();
        expect(await violationsIn(container)).toEqual([]);
        await userEvent.keyboard('{Escape}');

        expect(screen.queryByRole('dialog')).toBeNull();
    });
});
