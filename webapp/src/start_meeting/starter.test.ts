import { beforeEach, describe, expect, it, vi } from 'vitest';

import { connectedState, meetingPostOf, stateWithPosts, storeOf } from '../../test/page';
import { callPerson, startMeeting, type StartOutcome } from '../api';
import { Notices } from '../notice/notices';

import { Starter } from './starter';

vi.mock('../api');

const start = vi.mocked(startMeeting);
const channel = { id: 'channel-id' };

function setUp(state = connectedState()) {
    const notices = new Notices();
    const openMeeting = vi.fn();
    const clock = { now: 1_000_000 };
    const starter = new Starter({
        store: storeOf(state),
        notices,
        openMeeting,
        now: () => clock.now,
    });
    return { notices, openMeeting, clock, starter };
}

beforeEach(() => {
    start.mockReset();
    start.mockResolvedValue({ kind: 'started', meetingUrl: 'https://zoom.us/j/1' });
});

describe('Starter', () => {
    it('calls a person for this tab, once, and is asked in the channel on the screen', async () => {
        const call = vi.mocked(callPerson).mockResolvedValue({ kind: 'asked' });
        const { starter, notices } = setUp();

        await Promise.all([starter.call('bob-id'), starter.call('bob-id')]);

        expect(call).toHaveBeenCalledExactlyOnceWith({
            userId: 'bob-id',
            channelId: 'channel-id',
            connectionId: 'this-tab',
        });
        expect(notices.current.value).toBeNull();
    });

    it('starts in the channel for this tab, and leaves the opening to the event', async () => {
        const { starter, openMeeting } = setUp();

        await starter.startIn(channel);

        expect(start).toHaveBeenCalledExactlyOnceWith({
            channelId: 'channel-id',
            rootId: '',
            connectionId: 'this-tab',
            force: false,
        });
        expect(openMeeting).not.toHaveBeenCalled();
    });

    it.each([
        ['in this channel', 'channel-id', true, 'thread', 'root-id'],
        ['in this channel, by default', 'channel-id', true, undefined, ''],
        ['in another channel', 'other-id', true, 'thread', ''],
        ['that was closed', 'channel-id', false, 'thread', ''],
    ])('goes by a thread %s', async (_, selectedChannelId, isSidebarOpen, value, rootId) => {
        const rhs = { selectedPostId: 'root-id', selectedChannelId, isSidebarOpen };
        const state = connectedState();
        const preferences = { myPreferences: value ? { 'pp_zoom--start_in': { value } } : {} };
        const entities = { ...state.entities, preferences };
        const { starter } = setUp({ ...state, entities, views: { rhs } });

        await starter.startIn(channel);

        expect(start.mock.calls[0]?.[0].rootId).toBe(rootId);
    });

    it('starts in the thread on the screen where there is no channel', async () => {
        const state = stateWithPosts({ ...meetingPostOf(), id: 'root-id' });
        const { starter } = setUp({
            ...state,
            entities: { ...state.entities, teams: { currentTeamId: 'team-id' } },
            views: { threads: { selectedThreadIdInTeam: { 'team-id': 'root-id' } } },
        });

        await starter.startIn(null);

        const place = { channelId: 'channel-id', rootId: 'root-id' };
        expect(start.mock.calls[0]?.[0]).toMatchObject(place);
    });

    it('says where to go when there is neither channel nor thread', async () => {
        const { starter, notices } = setUp();

        await starter.startIn(undefined);

        expect(start).not.toHaveBeenCalled();
        expect(notices.current.value).toEqual({ kind: 'nowhere' });
    });

    it('opens the meeting itself where no event can come', async () => {
        const { starter, openMeeting } = setUp({ websocket: { connected: false } });

        await starter.startIn(channel);

        expect(openMeeting).toHaveBeenCalledExactlyOnceWith('https://zoom.us/j/1');
        expect(start.mock.calls[0]?.[0].connectionId).toBe('');
    });

    it('makes one meeting of a double click', async () => {
        const { starter, clock } = setUp();

        await Promise.all([starter.startIn(channel), starter.startIn(channel)]);
        clock.now += 500;
        await starter.startIn(channel);

        expect(start).toHaveBeenCalledTimes(1);
    });

    it('starts another meeting later, or elsewhere at once', async () => {
        const { starter, clock } = setUp();

        await Promise.all([starter.startIn(channel), starter.startIn({ id: 'other-id' })]);
        clock.now += 5_000;
        await starter.startIn(channel);

        expect(start).toHaveBeenCalledTimes(3);
    });

    it('starts another one at once for who was asked whether to', async () => {
        const { starter } = setUp();
        start.mockResolvedValueOnce({ kind: 'asked' });

        await starter.startIn(channel);
        await starter.start({ channelId: 'channel-id', rootId: '' }, true);

        expect(start.mock.calls.map(([request]) => request.force)).toEqual([false, true]);
    });

    it('may be tried again at once after a failure', async () => {
        const { starter, notices } = setUp();
        start.mockResolvedValueOnce({ kind: 'failed', failure: 'offline' });

        await starter.startIn(channel);
        expect(notices.current.value).toEqual({ kind: 'failed', failure: 'offline' });
        await starter.startIn(channel);

        expect(start).toHaveBeenCalledTimes(2);
    });

    it('says that it works, until it has worked', async () => {
        const { starter, notices } = setUp();
        let answer: (outcome: StartOutcome) => void = () => undefined;
        start.mockReturnValue(
            new Promise((resolve) => {
                answer = resolve;
            }),
        );

        const started = starter.startIn(channel);
        expect(starter.busy.value).toBe(true);
        expect(notices.current.value).toEqual({ kind: 'busy' });
        answer({ kind: 'asked' });
        await started;

        expect(starter.busy.value).toBe(false);
        expect(notices.current.value).toBeNull();
    });

    it("passes on the server's reason", async () => {
        const { starter, notices } = setUp();
        start.mockResolvedValue({ kind: 'refused', reason: 'Not in this channel.' });

        await starter.startIn(channel);

        expect(notices.current.value).toEqual({ kind: 'refused', reason: 'Not in this channel.' });
    });
});
