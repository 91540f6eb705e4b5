import { beforeEach, describe, expect, it, vi } from 'vitest';

import { changed, liveJson } from '../../test/page';
import { readLive, type Answer } from '../api';

import { LiveMeetings } from './live_meetings';

vi.mock('../api');

const read = vi.mocked(readLive);
type Json = Record<string, unknown>;
const ok = (live: Json = {}): Answer<Json> => ({ kind: 'ok', value: liveJson(live) });
const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Answers that a test gives when it wants to. */
function held() {
    const open: ((answer: Answer<Json>) => void)[] = [];
    read.mockImplementation(() => new Promise((resolve) => open.push(resolve)));
    return (answer: Answer<Json>) => {
        open.shift()?.(answer);
        return settle();
    };
}

beforeEach(() => {
    read.mockReset().mockResolvedValue(ok());
});

describe('LiveMeetings', () => {
    it('asks once for a post that comes into view, however often it does', async () => {
        read.mockResolvedValue(ok({ count: 2, can_end: true }));
        const meetings = new LiveMeetings();
        expect(meetings.of('p').value).toEqual({ canEnd: false });

        const leave = meetings.see('p');
        await settle();
        leave();
        meetings.see('p');
        meetings.see('p');
        await settle();

        expect(read).toHaveBeenCalledExactlyOnceWith('p');
        expect(meetings.of('p').value).toMatchObject({ canEnd: true, live: { count: 2 } });
    });

    it('asks about two posts of a long channel at a time, and not about those scrolled past', async () => {
        const answer = held();
        const meetings = new LiveMeetings();
        const leave = ['a', 'b', 'c', 'd'].map((id) => meetings.see(id));
        await settle();
        expect(read.mock.calls.flat()).toEqual(['a', 'b']);

        leave[2]?.();
        await answer(ok());

        expect(read.mock.calls.flat()).toEqual(['a', 'b', 'd']);
        await answer(ok());
        meetings.see('c');
        await settle();
        expect(read.mock.calls.flat()).toEqual(['a', 'b', 'd', 'c']);
    });

    it('follows the events without asking', () => {
        const meetings = new LiveMeetings();
        const seen: unknown[] = [];
        meetings.of('p').watch(() => seen.push(meetings.of('p').value.live?.count));

        meetings.onChanged(changed('p', { count: 1 }));
        meetings.onChanged(changed('p', { count: 2 }));
        meetings.onChanged(changed('other', { count: 9 }));

        expect(seen).toEqual([1, 2]);
        expect(read).not.toHaveBeenCalled();
    });

    it('does not let an answer overtake an event that is newer', async () => {
        const answer = held();
        const meetings = new LiveMeetings();
        meetings.see('p');

        meetings.onChanged(changed('p', { count: 5 }));
        await answer(ok({ count: 4, can_end: true }));

        expect(meetings.of('p').value).toMatchObject({ canEnd: true, live: { count: 5 } });
    });

    it('asks once more after a reconnect, for what is in view', async () => {
        const meetings = new LiveMeetings();
        meetings.see('seen');
        meetings.see('left')();
        await settle();
        read.mockClear();

        meetings.askAnew();
        await settle();

        expect(read.mock.calls.flat()).toEqual(['seen']);
    });

    it('forgets after a reconnect what it heard before, of what is not in view', async () => {
        const meetings = new LiveMeetings();
        meetings.see('seen');
        await settle();
        meetings.onChanged(changed('seen', { count: 5 }));
        meetings.onChanged(changed('in the panel', { count: 5 }));

        meetings.askAnew();

        expect(meetings.of('seen').value.live?.count).toBe(5);
        expect(meetings.of('in the panel').value).toEqual({ canEnd: false });
    });

    it('keeps nothing of a meeting that is over and that nobody looks at', () => {
        const meetings = new LiveMeetings();
        const unseen = meetings.of('unseen');
        const shown = meetings.of('shown');
        shown.watch(() => undefined);

        meetings.onChanged(changed('unseen', { state: 'ended' }));
        meetings.onChanged(changed('shown', { state: 'ended' }));

        expect(meetings.of('unseen')).not.toBe(unseen);
        expect(meetings.of('shown')).toBe(shown);
    });

    it('asks a few times more where the server did not answer, each time later', async () => {
        vi.useFakeTimers();
        read.mockResolvedValue({ kind: 'failed', failure: 'offline', reason: '' });
        const meetings = new LiveMeetings();

        const leave = meetings.see('p');
        await vi.advanceTimersByTimeAsync(4_000);
        expect(read).toHaveBeenCalledTimes(1);
        await vi.advanceTimersByTimeAsync(1_000);
        expect(read).toHaveBeenCalledTimes(2);
        await vi.runAllTimersAsync();
        expect(read).toHaveBeenCalledTimes(4);

        leave();
        read.mockResolvedValue(ok({ can_end: true }));
        meetings.see('p');
        await vi.runAllTimersAsync();
        expect(read).toHaveBeenCalledTimes(5);
        expect(meetings.of('p').value.canEnd).toBe(true);
        vi.useRealTimers();
    });

    it('knows nothing of a meeting that the server does not know, and asks no more', async () => {
        vi.useFakeTimers();
        read.mockResolvedValue({ kind: 'failed', failure: 'server', reason: 'No such meeting.' });
        const meetings = new LiveMeetings();

        meetings.see('p');
        await vi.runAllTimersAsync();

        expect(meetings.of('p').value).toEqual({ canEnd: false });
        expect(read).toHaveBeenCalledTimes(1);
        vi.useRealTimers();
    });

    it.each([
        undefined,
        {},
        { live: '{' },
        { live: { p: { state: 'started' } } },
        { live: '{"p":{"state":"gone"}}' },
        { live: '{"":{"state":"started"}}' },
    ])('bears an event with %j', (data) => {
        const meetings = new LiveMeetings();
        const changes = vi.fn();
        meetings.change.watch(changes);

        meetings.onChanged({ event: 'custom_zoom_meeting_changed', ...(data ? { data } : {}) });

        expect(changes).not.toHaveBeenCalled();
        expect(meetings.of('p').value).toEqual({ canEnd: false });
    });

    it.each([
        [true, { type: 'custom_zoom_scheduled' }],
        [true, { type: '', props: { meeting_post_id: 'p' } }],
        [false, { type: '', message: 'What about custom_zoom?' }],
        [false, { type: 'custom_other' }],
    ])('says %s of a post that may have changed something: %j', (isNews, post) => {
        const meetings = new LiveMeetings();
        const changes = vi.fn();
        meetings.change.watch(changes);

        meetings.onPost({ event: 'posted', data: { post: JSON.stringify(post) } });
        meetings.onPost({ event: 'posted' });

        expect(changes).toHaveBeenCalledTimes(isNews ? 1 : 0);
    });
});
