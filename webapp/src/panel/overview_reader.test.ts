import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { liveJson } from '../../test/page';
import { readOverview } from '../api';
import { liveOf } from '../live/live';

import { OverviewReader } from './overview_reader';

vi.mock('../api', async (original) => ({ ...(await original<object>()), readOverview: vi.fn() }));

const read = vi.mocked(readOverview);
const started = liveOf(liveJson());
const ended = liveOf(liveJson({ state: 'ended' }));

beforeEach(() => {
    vi.useFakeTimers();
    const value = { live: [{ post_id: 'shown', live: liveJson() }] };
    read.mockReset().mockResolvedValue({ kind: 'ok', value });
});

afterEach(() => {
    vi.useRealTimers();
});

async function open() {
    const reader = new OverviewReader();
    reader.setChannel('here');
    await vi.runAllTimersAsync();
    return reader;
}

describe('OverviewReader', () => {
    it('asks for the channel on the screen, and never by the clock', async () => {
        const reader = await open();
        expect(read.mock.calls).toEqual([['here']]);

        await vi.advanceTimersByTimeAsync(3_600_000);
        expect(read).toHaveBeenCalledTimes(1);
        reader.setChannel('there');
        await vi.runAllTimersAsync();

        expect(read.mock.calls).toEqual([['here'], ['there']]);
    });

    it('leaves who comes and goes to the rows', async () => {
        const reader = await open();

        reader.onChange({ postId: 'shown', ...(started ? { live: started } : {}) });
        await vi.runAllTimersAsync();

        expect(read).toHaveBeenCalledTimes(1);
    });

    it.each([
        ['a meeting that it does not show', { postId: 'new', live: started }],
        ['a meeting that is over', { postId: 'shown', live: ended }],
        ['a reconnect', {}],
    ])('asks again after %s, once for many changes', async (_, change) => {
        const reader = await open();

        for (let times = 0; times < 50; times++) {
            reader.onChange(change as Parameters<typeof reader.onChange>[0]);
        }
        await vi.runAllTimersAsync();

        expect(read).toHaveBeenCalledTimes(2);
    });

    it('seeks a running meeting that the server leaves out once, and anew elsewhere', async () => {
        const reader = await open();
        const change = { postId: 'left out', ...(started ? { live: started } : {}) };

        for (let seconds = 0; seconds < 10; seconds++) {
            reader.onChange(change);
            await vi.advanceTimersByTimeAsync(10_000);
        }
        expect(read).toHaveBeenCalledTimes(2);

        reader.setChannel('there');
        reader.onChange(change);
        await vi.runAllTimersAsync();
        expect(read).toHaveBeenCalledTimes(4);
    });

    it('does not ask at the same moment as all the other pages', async () => {
        const reader = await open();
        vi.spyOn(Math, 'random').mockReturnValue(0.5);

        reader.onChange({});
        await vi.advanceTimersByTimeAsync(1_900);
        expect(read).toHaveBeenCalledTimes(1);
        await vi.advanceTimersByTimeAsync(100);

        expect(read).toHaveBeenCalledTimes(2);
        vi.restoreAllMocks();
    });

    it('asks again after a question that was under way, so that nothing is missed', async () => {
        const reader = new OverviewReader();
        reader.setChannel('here');
        reader.read();
        reader.read();
        await vi.runAllTimersAsync();

        expect(read).toHaveBeenCalledTimes(2);
        expect(reader.shown.value.isReading).toBe(false);
    });

    it('keeps what it knows when an answer fails', async () => {
        const reader = await open();
        read.mockResolvedValue({ kind: 'failed', failure: 'offline', reason: '' });

        reader.read();
        await vi.runAllTimersAsync();

        expect(reader.shown.value).toMatchObject({ failure: '', isReading: false });
        expect(reader.shown.value.overview?.live).toHaveLength(1);
    });

    it('asks nothing once it is closed', async () => {
        const reader = await open();
        reader.onChange({});

        reader.close();
        reader.read();
        await vi.runAllTimersAsync();

        expect(read).toHaveBeenCalledTimes(1);
    });
});
