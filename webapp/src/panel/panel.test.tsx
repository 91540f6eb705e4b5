import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
    changed,
    connectedState,
    lendMarkdown,
    liveJson,
    partsOf,
    renderInPage,
    storeOf,
    takeMarkdown,
} from '../../test/page';
import {
    cancelMeeting,
    readOverview,
    runCommand,
    shareMeeting,
    type Answer,
    type Json,
} from '../api';

import { Panel } from './panel';

vi.mock('../api', async (original) => ({
    ...(await original<object>()),
    readOverview: vi.fn(),
    runCommand: vi.fn(),
    shareMeeting: vi.fn(),
    cancelMeeting: vi.fn(),
}));

const read = vi.mocked(readOverview);
const command = vi.mocked(runCommand);
const share = vi.mocked(shareMeeting);
const cancel = vi.mocked(cancelMeeting);
const ok = (value: Json = {}): Answer<Json> => ({ kind: 'ok', value });
const failed = (reason: string): Answer<never> => ({ kind: 'failed', failure: 'server', reason });

const start = Date.UTC(2026, 0, 9, 9, 0);
const overview = {
    connected: true,
    notes: ['Ask an admin to add the scope **meeting:read:list_meetings**.'],
    live: [
        {
            post_id: 'live-post',
            channel_name: 'Design',
            topic: 'Design review',
            link: 'https://zoom.us/j/1',
            live: liveJson({ count: 2 }),
        },
    ],
    upcoming: [
        {
            meeting_id: 7,
            topic: 'Weekly planning',
            start_time: start,
            minutes: 30,
            time_zone: 'UTC',
            link: 'https://zoom.us/j/7',
            mine: true,
            recurring: true,
            post_id: '',
        },
        { meeting_id: 8, topic: "Bob's hour", start_time: start, link: 'https://zoom.us/j/8' },
    ],
    recordings: [
        { post_id: 'rec-post', channel_name: 'Design', topic: 'Retro', time: start, minutes: 47 },
    ],
};

beforeEach(() => {
    read.mockReset().mockResolvedValue(ok(overview));
    command.mockReset().mockResolvedValue(ok({ trigger_id: 'trigger' }));
    share.mockReset().mockResolvedValue(ok({ post_id: 'p' }));
    cancel.mockReset().mockResolvedValue(ok());
});

afterEach(() => {
    vi.useRealTimers();
    takeMarkdown();
});

async function draw(state = connectedState()) {
    const store = storeOf(state);
    const parts = partsOf(store);
    const { unmount } = renderInPage(<Panel {...parts} />);
    await act(async () => Promise.resolve());
    return { ...parts, store, unmount };
}

const row = (name: string) => {
    const [found] = screen
        .getAllByRole('listitem')
        .filter(({ textContent }) => textContent.includes(name));
    return within(found ?? document.body);
};

describe('the panel', () => {
    it('shows what goes on, what is to come and what was recorded', async () => {
        await draw();

        expect(read).toHaveBeenCalledExactlyOnceWith('channel-id');
        expect(row('Design review').getByText('2 people are in')).toBeTruthy();
        const join = row('Design review').getByRole('link', { name: /^Join: Design review/ });
        expect(join.getAttribute('href')).toBe('https://zoom.us/j/1');
        expect(row('Design review').getByRole('link', { name: 'Design' })).toBeTruthy();
        expect(row('Weekly planning').getByRole('link', { name: /^Start:/ })).toBeTruthy();
        expect(row('Weekly planning').getByText('Repeats')).toBeTruthy();
        expect(row("Bob's hour").getByRole('link', { name: /^Join:/ })).toBeTruthy();
        expect(row("Bob's hour").queryByRole('button', { name: /^Cancel/ })).toBeNull();
        expect(row('Retro').getByRole('link').getAttribute('href')).toBe('/_redirect/pl/rec-post');
        expect(row('Retro').getByText('47 minutes')).toBeTruthy();
        expect(screen.getByRole('list', { name: 'Good to know' }).textContent).toContain('scope');
    });

    it('says that it is loading, then what there is not', async () => {
        read.mockResolvedValue(ok({ connected: true }));
        const parts = partsOf(storeOf());
        renderInPage(<Panel {...parts} />);
        expect(screen.getByRole('status').textContent).toContain('Loading…');
        await act(async () => Promise.resolve());

        expect(screen.getByText('No meeting is going on in your channels.')).toBeTruthy();
        expect(screen.getByText('Nothing is scheduled.')).toBeTruthy();
        expect(screen.getByText(/^No recording has come/)).toBeTruthy();
    });

    it('says what went wrong, and tries again', async () => {
        read.mockResolvedValueOnce(failed(''));
        await draw();
        expect(screen.getByRole('alert').textContent).toContain('could not be read');

        await userEvent.click(screen.getByRole('button', { name: 'Try again' }));

        expect(screen.queryByRole('alert')).toBeNull();
        expect(screen.getByText('Design review')).toBeTruthy();
    });

    it('follows who comes and goes, and asks nothing for it', async () => {
        vi.useFakeTimers();
        const { meetings } = await draw();

        act(() => {
            meetings.onChanged(changed('live-post', { count: 3 }));
        });

        expect(row('Design review').getByText('3 people are in')).toBeTruthy();
        await vi.runAllTimersAsync();
        expect(read).toHaveBeenCalledTimes(1);
    });

    it('asks nothing once it is closed', async () => {
        vi.useFakeTimers();
        const { meetings, unmount } = await draw();

        meetings.askAnew();
        unmount();
        meetings.askAnew();
        await vi.runAllTimersAsync();

        expect(read).toHaveBeenCalledTimes(1);
    });

    it('shows after a reconnect what was read then, not what it heard before', async () => {
        vi.useFakeTimers();
        const { meetings } = await draw();
        act(() => {
            meetings.onChanged(changed('live-post', { count: 5 }));
        });
        const [item] = overview.live;
        read.mockResolvedValue(
            ok({ ...overview, live: [{ ...item, live: liveJson({ count: 9 }) }] }),
        );

        await act(async () => {
            meetings.askAnew();
            await vi.runAllTimersAsync();
        });

        expect(row('Design review').getByText('9 people are in')).toBeTruthy();
    });

    it('sees that Zoom was connected when the person comes back to the page', async () => {
        read.mockResolvedValueOnce(ok({ ...overview, connected: false }));
        await draw();
        const connect = () => screen.queryByRole('button', { name: 'Connect Zoom' });
        expect(connect()).toBeTruthy();

        for (let times = 0; times < 2; times++) {
            await act(async () => {
                window.dispatchEvent(new Event('focus'));
                await Promise.resolve();
            });
        }

        expect(connect()).toBeNull();
        expect(read).toHaveBeenCalledTimes(2);
    });

    it('goes with the channel on the screen', async () => {
        const { store } = await draw();
        const state = store.getState();

        await act(async () => {
            const channels = { currentChannelId: 'other-id' };
            store.change({ ...state, entities: { ...state.entities, channels } });
            await Promise.resolve();
        });

        expect(read.mock.calls.at(-1)).toEqual(['other-id']);
    });
});

describe('what one may do in the panel', () => {
    it('is to start a meeting in the channel on the screen', async () => {
        const { starter } = await draw();
        const begin = vi.spyOn(starter, 'startIn').mockResolvedValue();

        await userEvent.click(screen.getByRole('button', { name: 'Start a meeting' }));

        expect(begin).toHaveBeenCalledExactlyOnceWith({ id: 'channel-id' });
    });

    it('is to schedule one by the dialog of the command', async () => {
        const { store } = await draw();

        await userEvent.click(screen.getByRole('button', { name: 'Schedule…' }));

        const place = { channelId: 'channel-id', teamId: 'team-id' };
        expect(command).toHaveBeenCalledExactlyOnceWith('/zoom schedule', place);
        expect(store.dispatched).toEqual([{ type: 'RECEIVED_DIALOG_TRIGGER_ID', data: 'trigger' }]);
    });

    it('says why a command was not carried out', async () => {
        lendMarkdown();
        command.mockResolvedValue(failed('You may not post here: `/zoom help`.'));
        await draw();

        await userEvent.click(screen.getByRole('button', { name: 'Schedule…' }));

        expect(screen.getByRole('alert').textContent).toBe('You may not post here: /zoom help.');
    });

    it('is to connect Zoom, where that is not done', async () => {
        read.mockResolvedValue(ok({ ...overview, connected: false }));
        await draw();

        await userEvent.click(screen.getByRole('button', { name: 'Connect Zoom' }));

        expect(command.mock.calls[0]?.[0]).toBe('/zoom connect');
    });

    it('is to share a meeting in the channel, which is read anew', async () => {
        await draw();

        await userEvent.click(screen.getByRole('button', { name: 'Share here: Weekly planning' }));

        expect(share).toHaveBeenCalledExactlyOnceWith(7, 'channel-id');
        expect(row('Weekly planning').getByRole('status').textContent).toBe(
            'Shared in this channel.',
        );
        expect(read).toHaveBeenCalledTimes(2);
    });

    it('is to cancel a meeting of their own, after a question', async () => {
        const { announcer } = await draw();

        await userEvent.click(
            screen.getByRole('button', { name: 'Cancel meeting: Weekly planning' }),
        );
        const question = 'Cancel “Weekly planning” in Zoom, with all its times?';
        expect(screen.getByRole('group', { name: question })).toBeTruthy();
        expect(cancel).not.toHaveBeenCalled();
        await userEvent.click(screen.getByRole('button', { name: 'Cancel it' }));

        expect(cancel).toHaveBeenCalledExactlyOnceWith(7);
        expect(read).toHaveBeenCalledTimes(2);
        expect(announcer.said.value.words).toBe('The meeting is cancelled.');
    });

    it('is asked about without more words where the meeting takes place once', async () => {
        const once = { ...overview.upcoming[0], recurring: false };
        read.mockResolvedValue(ok({ ...overview, upcoming: [once] }));
        await draw();

        await userEvent.click(
            screen.getByRole('button', { name: 'Cancel meeting: Weekly planning' }),
        );

        expect(
            screen.getByRole('group', { name: 'Cancel “Weekly planning” in Zoom?' }),
        ).toBeTruthy();
    });

    it('is told where something did not work', async () => {
        share.mockResolvedValue(failed('You may not post in that channel.'));
        await draw();

        await userEvent.click(screen.getByRole('button', { name: 'Share here: Weekly planning' }));

        expect(row('Weekly planning').getByRole('alert').textContent).toBe(
            'You may not post in that channel.',
        );
    });

    it('is less where no channel is on the screen', async () => {
        await draw({ ...connectedState(), entities: {} });

        expect(screen.queryByRole('button', { name: 'Schedule…' })).toBeNull();
        expect(screen.queryByRole('button', { name: /^Share/ })).toBeNull();
        expect(screen.getByRole('button', { name: 'Start a meeting' })).toBeTruthy();
    });
});
