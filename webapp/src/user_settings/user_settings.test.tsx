import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { renderInPage } from '../../test/page';
import { readPreference, savePreference, type Answer, type PreferenceValue } from '../api';
import en from '../i18n/en.json';

import { choiceSection } from './choice_section';
import { userSettings } from './user_settings';

vi.mock('../api', async (original) => ({
    ...(await original<object>()),
    readPreference: vi.fn(),
    savePreference: vi.fn(),
}));

type UsePmi = PreferenceValue<'use_pmi'>;

const read = vi.mocked(readPreference);
const save = vi.mocked(savePreference);
const PmiSection = choiceSection('use_pmi');
const StatusSection = choiceSection('status');
const ok = (value: UsePmi): Answer<UsePmi> => ({ kind: 'ok', value });
const failed: Answer<UsePmi> = { kind: 'failed', failure: 'offline', reason: '' };

beforeEach(() => {
    read.mockReset().mockResolvedValue(ok('ask'));
    save.mockReset();
});

async function draw() {
    renderInPage(<PmiSection />);
    await act(async () => Promise.resolve());
}

const chosen = () => screen.getByRole<HTMLInputElement>('radio', { checked: true }).value;

describe('the tab', () => {
    it('lets Mattermost keep where the button posts, in the channel by default', () => {
        const [startIn] = userSettings(en).sections;
        const setting = startIn && 'settings' in startIn ? startIn.settings[0] : undefined;

        expect(setting).toMatchObject({ type: 'radio', name: 'start_in', default: 'channel' });
        expect(setting?.options.map(({ value }) => value)).toEqual(['channel', 'thread']);
    });
});

describe('the choice of meeting ID', () => {
    it('is a group with a name, in which the present choice is marked', async () => {
        await draw();

        expect(screen.getByRole('group', { name: 'Meeting ID' })).toBeTruthy();
        expect(chosen()).toBe('ask');
    });

    it('is locked until it is known', () => {
        read.mockReturnValue(new Promise(() => undefined));
        renderInPage(<PmiSection />);

        expect(screen.getByRole<HTMLFieldSetElement>('group').disabled).toBe(true);
        expect(screen.queryByRole('radio', { checked: true })).toBeNull();
    });

    it('is saved when another is chosen, and says so', async () => {
        save.mockResolvedValue(ok('true'));
        await draw();

        await userEvent.click(screen.getByLabelText('My personal meeting ID'));

        expect(save).toHaveBeenCalledExactlyOnceWith('use_pmi', 'true');
        expect(chosen()).toBe('true');
        expect(screen.getByRole('status').textContent).toBe('Saved');
    });

    it('stays as it was where it could not be saved', async () => {
        save.mockResolvedValue(failed);
        await draw();

        await userEvent.click(screen.getByLabelText('My personal meeting ID'));

        expect(chosen()).toBe('ask');
        expect(screen.getByRole('alert').textContent).toContain('could not be read or saved');
    });

    it("says the server's reason", async () => {
        read.mockResolvedValueOnce({ ...failed, reason: 'Zoom is not set up yet.' });

        await draw();

        expect(screen.getByRole('alert').textContent).toBe('Zoom is not set up yet.');
    });
});

describe('the choice of the status', () => {
    it('is another preference of the same kind', async () => {
        read.mockResolvedValue({ kind: 'ok', value: 'false' });
        save.mockResolvedValue({ kind: 'ok', value: 'true' });
        renderInPage(<StatusSection />);
        await act(async () => Promise.resolve());
        expect(screen.getByRole('group', { name: 'Status during meetings' })).toBeTruthy();
        expect(chosen()).toBe('false');

        await userEvent.click(screen.getByLabelText('Show that I am in a meeting'));

        expect(save).toHaveBeenCalledExactlyOnceWith('status', 'true');
        expect(chosen()).toBe('true');
    });
});
