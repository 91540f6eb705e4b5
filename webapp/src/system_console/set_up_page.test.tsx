import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { renderInPage } from '../../test/page';
import { readStatus, type Answer } from '../api';
import { Signal } from '../signal';

import { SetUpPage } from './set_up_page';

vi.mock('../api', async (original) => ({ ...(await original<object>()), readStatus: vi.fn() }));

const read = vi.mocked(readStatus);

const status = {
    account_level_app: false,
    redirect_url: 'https://chat.example.com/plugins/zoom/oauth2/complete',
    webhook_url: 'https://chat.example.com/plugins/zoom/webhook?secret=abc',
    checks: [
        { name: 'settings', state: 'ok', text: 'All there.' },
        { name: 'clock', state: 'error', text: 'It is 7 minutes slow.' },
        { name: 'something_new', state: 'amazing', text: 'Nobody knows.' },
        'nonsense',
    ],
};
const ok: Answer<Record<string, unknown>> = { kind: 'ok', value: status };
const failed = (reason: string): Answer<never> => ({ kind: 'failed', failure: 'server', reason });

beforeEach(() => {
    read.mockReset().mockResolvedValue(ok);
});

async function draw() {
    const changes = new Signal(0);
    renderInPage(<SetUpPage changes={changes} />);
    await act(async () => Promise.resolve());
    return changes;
}

const lines = () =>
    screen
        .getAllByRole('status')
        .slice(0, 1)
        .flatMap((region) => within(region).getAllByRole('listitem'))
        .map((line) => line.textContent);

describe('the state of the set-up', () => {
    it('tells each check with its outcome in words, not by colour alone', async () => {
        await draw();

        expect(lines()).toEqual([
            'In order:SettingsAll there.',
            'Needs fixing:ClockIt is 7 minutes slow.',
            'Not known yet:something_newNobody knows.',
        ]);
    });

    it('is looked at anew when the admin wants it, and when settings were saved', async () => {
        const changes = await draw();
        await userEvent.click(screen.getByRole('button', { name: 'Check again' }));
        expect(read).toHaveBeenCalledTimes(2);

        await act(async () => {
            changes.set(1);
            await Promise.resolve();
        });

        expect(read).toHaveBeenCalledTimes(3);
    });

    it('says why it cannot be told, and keeps what was known', async () => {
        await draw();
        read.mockResolvedValue(failed('Only system admins may see this.'));

        await userEvent.click(screen.getByRole('button', { name: 'Check again' }));

        expect(screen.getByRole('alert').textContent).toBe('Only system admins may see this.');
        expect(lines()).toHaveLength(3);
    });

    it('has words of its own where the server gave none', async () => {
        read.mockResolvedValue(failed(''));

        await draw();

        expect(screen.getByRole('alert').textContent).toContain('could not be read');
    });
});

describe('what goes into the Zoom App Marketplace', () => {
    it('has the addresses ready to copy', async () => {
        const user = userEvent.setup();
        await draw();
        expect(screen.getByText(status.redirect_url)).toBeTruthy();

        await user.click(
            screen.getByRole('button', { name: 'Copy Event notification endpoint URL' }),
        );

        expect(await navigator.clipboard.readText()).toBe(status.webhook_url);
    });

    it('says what is missing before there is an address', async () => {
        read.mockResolvedValue({ kind: 'ok', value: { ...status, webhook_url: '' } });

        await draw();

        expect(screen.getByText('Save the settings below first.')).toBeTruthy();
    });

    it('names the scopes of both kinds of app, and says when the setting differs', async () => {
        await draw();
        expect(screen.getByText('meeting:write:meeting')).toBeTruthy();

        await userEvent.click(screen.getByRole('radio', { name: /^Admin-managed app/ }));

        expect(screen.getByText('meeting:write:meeting:admin')).toBeTruthy();
        expect(screen.getByText(/says the other kind/)).toBeTruthy();
    });

    it('names the events to tick', async () => {
        await draw();

        expect(screen.getByText('Meeting › End Meeting')).toBeTruthy();
        expect(screen.getByText('optional: recording.completed')).toBeTruthy();
    });
});
