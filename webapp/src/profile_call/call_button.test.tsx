import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { partsOf, renderInPage, storeOf } from '../../test/page';
import type { PopoverProps } from '../registry';

import { callButton } from './call_button';

function draw(user: PopoverProps['user']) {
    const { store, starter } = partsOf(storeOf());
    const call = vi.spyOn(starter, 'call').mockResolvedValue();
    const hide = vi.fn();
    const CallButton = callButton(store, starter);
    renderInPage(<CallButton user={user} hide={hide} />);
    return { call, hide };
}

describe('the button in the profile', () => {
    it('calls that person, and closes the profile', async () => {
        const { call, hide } = draw({ id: 'bob-id', username: 'bob' });

        await userEvent.click(screen.getByRole('button', { name: 'Call on Zoom' }));

        expect(call).toHaveBeenCalledExactlyOnceWith('bob-id');
        expect(hide).toHaveBeenCalledOnce();
    });

    it.each([
        ['oneself', { id: 'alice-id', username: 'alice' }],
        ['a bot', { id: 'bot-id', username: 'zoom', is_bot: true }],
        ['somebody who has left', { id: 'carol-id', username: 'carol', delete_at: 1 }],
    ])('is not there for %s', (_, user) => {
        draw(user);

        expect(screen.queryByRole('button')).toBeNull();
    });
});
