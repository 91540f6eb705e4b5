import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { renderInPage } from '../../test/page';

import { CopyButton } from './copy_button';

afterEach(() => {
    vi.useRealTimers();
});

describe('CopyButton', () => {
    it('copies by the keyboard, says so, and is itself again after a while', async () => {
        vi.useFakeTimers({ shouldAdvanceTime: true });
        const user = userEvent.setup({ advanceTimers: vi.advanceTimersByTime.bind(vi) });
        renderInPage(<CopyButton value="https://zoom.us/j/1" label="Copy link" />);

        await user.tab();
        await user.keyboard('{Enter}');

        expect(await navigator.clipboard.readText()).toBe('https://zoom.us/j/1');
        expect(screen.getByRole('status').textContent).toBe('Copied');
        expect(screen.getByRole('button').textContent).toBe('Copied');
        act(() => {
            vi.advanceTimersByTime(5_000);
        });
        expect(screen.getByRole('button', { name: 'Copy link' })).toBeTruthy();
    });

    it('has a name for screen readers where only its icon is seen', () => {
        renderInPage(<CopyButton value="1" label="Copy the passcode" iconOnly />);

        const button = screen.getByRole('button', { name: 'Copy the passcode' });
        expect(button.textContent).toBe('');
    });

    it('says when it could not', async () => {
        const user = userEvent.setup();
        vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
        renderInPage(<CopyButton value="1" label="Copy link" />);

        await user.click(screen.getByRole('button'));

        expect(screen.getByRole('status').textContent).toBe('Could not copy');
    });
});
