import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import {
    changed,
    connectedState,
    lendMarkdown,
    liveJson,
    meetingPostOf,
    renderInPage,
    replyOf,
    stateWithPosts,
    partsOf,
    storeOf,
    takeMarkdown,
} from '../../test/page';
import { endMeeting, readLive, type Answer } from '../api';
import type { PostSource } from '../registry';

import { meetingPost } from './meeting_post';

vi.mock('../api', async (original) => ({
    ...(await original<object>()),
    readLive: vi.fn(),
    endMeeting: vi.fn(),
    readUsernames: vi.fn(() => Promise.resolve({ 'carol-id': 'carol' })),
}));

const live = vi.mocked(readLive);
const end = vi.mocked(endMeeting);
const failed = (reason: string): Answer<never> => ({ kind: 'failed', failure: 'server', reason });
const settled = () => act(async () => new Promise((resolve) => setTimeout(resolve)));

beforeEach(() => {
    live.mockReset().mockResolvedValue(failed('No such meeting.'));
    end.mockReset().mockResolvedValue({ kind: 'ok', value: {} });
});

const start = Date.UTC(2026, 0, 5, 10, 0);

function draw(post: PostSource, state = connectedState()) {
    const store = storeOf(state);
    const parts = partsOf(store);
    const MeetingPost = meetingPost(parts);
    const { container } = renderInPage(<MeetingPost post={post} />);
    return { ...parts, store, text: container.textContent };
}

describe('a meeting that goes on', () => {
    it('tells topic, who, since when, and the way in', () => {
        const { text } = draw(meetingPostOf());

        expect(screen.getByRole('heading').textContent).toBe('Design review');
        expect(text).toContain('In progress');
        expect(text).toMatch(/Started by @alice at Jan 5, 2026, 10:00\sAM/);
        const join = screen.getByRole('link', { name: /^Join meeting: Design review/ });
        expect(join.getAttribute('href')).toBe('https://zoom.us/j/91234567890?pwd=secret');
        expect(join.getAttribute('target')).toBe('_blank');
        expect(join.getAttribute('rel')).toContain('noopener');
    });

    it('shows the time alone today, by the clock that the person chose', () => {
        const state = connectedState();
        const myPreferences = { 'display_settings--use_military_time': { value: 'true' } };
        const now = new Date();
        const at = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), 15, 4);

        const { text } = draw(meetingPostOf({ meeting_start_time: at }), {
            ...state,
            entities: { ...state.entities, preferences: { myPreferences } },
        });

        expect(text).toContain('Started by @alice at 15:04');
    });

    it('has no button without an address to join at', () => {
        draw(meetingPostOf({ meeting_link: 'javascript:alert(1)' }));

        expect(screen.queryByRole('link')).toBeNull();
    });
});

describe('the way in by hand', () => {
    const details = () => document.querySelector('details');

    it('is folded away until somebody wants it', async () => {
        draw(meetingPostOf({ meeting_passcode: '314159' }));
        expect(details()?.open).toBe(false);

        await userEvent.click(screen.getByText('Meeting ID and passcode'));

        expect(details()?.open).toBe(true);
        expect(screen.getByText('912 3456 7890')).toBeTruthy();
        expect(screen.getByText('314159')).toBeTruthy();
    });

    it('is the number alone where there is no passcode, or none that helps', () => {
        draw(meetingPostOf());
        draw(meetingPostOf({ meeting_passcode: '314159', meeting_status: 'ENDED' }));

        expect(screen.queryByText(/passcode/)).toBeNull();
        expect(screen.queryByText('314159')).toBeNull();
    });

    it('is copied by buttons with names', async () => {
        const user = userEvent.setup();
        draw(meetingPostOf({ meeting_passcode: '314159', meeting_personal: true }));
        expect(screen.getByText('Personal meeting ID')).toBeTruthy();

        await user.click(screen.getByRole('button', { name: 'Copy the passcode' }));
        expect(await navigator.clipboard.readText()).toBe('314159');
        await user.click(screen.getByRole('button', { name: 'Copy link' }));

        expect(await navigator.clipboard.readText()).toMatch(/^https:\/\/zoom\.us\/j\//);
    });
});

describe('what came after a meeting', () => {
    const ended = meetingPostOf({ meeting_status: 'ENDED' });
    const recording = replyOf('r', { message: '[Recording](https://zoom.us/rec/play/1)' });

    it('is shown as soon as its reply has come', () => {
        const { store } = draw(ended);
        expect(screen.queryByRole('list')).toBeNull();

        act(() => {
            store.change(stateWithPosts(ended, recording));
        });

        const list = screen.getByRole('list', { name: 'From this meeting' });
        expect(list.textContent).toBe('Recording');
        expect(screen.getByRole('link').getAttribute('href')).toBe('https://zoom.us/rec/play/1');
    });

    it('draws that post alone', () => {
        const store = storeOf(stateWithPosts(ended));
        const MeetingPost = meetingPost(partsOf(store));
        const drawn: string[] = [];
        const posts = [ended, { ...ended, id: 'other-id' }];
        renderInPage(
            <>
                {posts.map((post) => (
                    <Profiler key={post.id} id={post.id} onRender={(id) => drawn.push(id)}>
                        <MeetingPost post={post} />
                    </Profiler>
                ))}
            </>,
        );
        drawn.length = 0;

        act(() => {
            store.change(stateWithPosts(...posts));
        });
        expect(drawn).toEqual([]);
        act(() => {
            store.change(stateWithPosts(...posts, recording));
        });

        expect(drawn).toEqual(['post-id']);
    });
});

describe('the live state of a meeting', () => {
    /** A post that the server was asked about. */
    async function drawLive(state: Record<string, unknown>, props: Record<string, unknown> = {}) {
        live.mockResolvedValue({ kind: 'ok', value: liveJson(state) });
        const drawn = draw(meetingPostOf(props));
        await settled();
        const card = screen.getByTestId('zoom-meeting-post');
        return {
            ...drawn,
            said: () => drawn.announcer.said.value.words,
            text: () => card.textContent,
        };
    }

    it('shows the faces of those who are known, and a number for all', async () => {
        const users = ['alice-id', 'bob-id', 'carol-id'];

        const { text } = await drawLive({ count: 5, users });

        const list = screen.getByRole('list', { name: 'In the meeting' });
        const faces = within(list).getAllByRole<HTMLImageElement>('img');
        expect(faces.map(({ alt }) => alt)).toEqual(['@alice', '@bob', '@carol']);
        expect(faces[0]?.src).toContain('/api/v4/users/alice-id/image');
        expect(list.textContent).toContain('and 2 more');
        expect(text()).toContain('5 people are in');
    });

    it('shows six faces at most', async () => {
        const users = Array.from({ length: 12 }, (_, at) => `user-${at}`);

        await drawLive({ count: 40, users });

        const list = screen.getByRole('list', { name: 'In the meeting' });
        expect(within(list).getAllByRole('listitem')).toHaveLength(7);
        expect(list.textContent).toContain('+34');
    });

    it('shows the number alone where an admin wants no names', async () => {
        const { text } = await drawLive({ count: 3, users: undefined });

        expect(text()).toContain('3 people are in');
        expect(screen.queryByRole('list')).toBeNull();
    });

    it('shows neither where an admin wants no numbers', async () => {
        const { text } = await drawLive({ count: undefined, users: undefined, waiting: undefined });

        expect(text()).toContain('In progress');
        expect(text()).not.toContain('people');
    });

    it('says that the host is awaited, and by how many', async () => {
        const waiting = { state: 'waiting', host_in: false, count: 0, users: [], waiting: 2 };

        const { text } = await drawLive(waiting);

        expect(text()).toContain('Waiting for the host');
        expect(text()).toContain('2 people are waiting');
        expect(text()).not.toContain('In progress');
        expect(screen.getByRole('link', { name: /^Join meeting/ })).toBeTruthy();
    });

    it.each([
        ['has begun', { state: 'started' }],
        ['has not begun, or does not say so', { state: 'waiting' }],
    ])('says nothing of people where Zoom tells of none, and it %s', async (_, state) => {
        const nobody = { ...state, count: 0, users: [], waiting: 0, total: 0 };

        const { text } = await drawLive(nobody);

        expect(text()).toContain('In progress');
        expect(text()).not.toMatch(/Nobody|Waiting/);
    });

    it('says nothing of the host where an admin has nothing shown', async () => {
        const { text } = await drawLive({ host_in: false, count: undefined, users: undefined });

        expect(text()).not.toContain('The host is not in');
    });

    it('says that a running meeting is without its host', async () => {
        const { text } = await drawLive({ host_in: false, count: 0, users: [] });

        expect(text()).toContain('Nobody is in at the moment');
        expect(text()).toContain('The host is not in');
    });

    it('follows the events, and tells screen readers of what matters alone', async () => {
        const { meetings, said, text } = await drawLive({ state: 'waiting', host_in: false });
        const change = (state: Record<string, unknown>) => {
            act(() => {
                meetings.onChanged(changed('post-id', state));
            });
        };

        change({ state: 'started', count: 1 });
        expect(said()).toBe('The meeting has started: Design review');
        change({ state: 'started', count: 2 });
        expect(text()).toContain('2 people are in');
        expect(said()).toBe('The meeting has started: Design review');
        change({ state: 'ended', count: 0 });

        expect(said()).toBe('The meeting has ended: Design review');
        expect(live).toHaveBeenCalledTimes(1);
    });

    it('tells the host that people wait for them', async () => {
        const { meetings, said } = await drawLive({
            ...{ state: 'waiting', host_in: false, waiting: 0, can_end: true },
        });
        expect(said()).toBe('');

        act(() => {
            meetings.onChanged(
                changed('post-id', { state: 'waiting', host_in: false, waiting: 3 }),
            );
        });

        expect(said()).toBe('3 people are waiting for you as the host: Design review');
    });

    it('asks nothing about a meeting that is over', async () => {
        draw(meetingPostOf({ meeting_status: 'ENDED', meeting_participant_count: 7 }));
        await settled();

        expect(live).not.toHaveBeenCalled();
        expect(screen.getByTestId('zoom-meeting-post').textContent).toContain('7 people took part');
    });

    it('asks nothing about a post that is not in view', async () => {
        const observed: ((entries: { isIntersecting: boolean }[]) => void)[] = [];
        class Observer {
            observe = vi.fn();
            disconnect = vi.fn();
            constructor(tell: (entries: { isIntersecting: boolean }[]) => void) {
                observed.push(tell);
            }
        }
        vi.stubGlobal('IntersectionObserver', Observer);
        draw(meetingPostOf());
        await settled();
        expect(live).not.toHaveBeenCalled();

        observed[0]?.([{ isIntersecting: true }]);
        await settled();

        expect(live).toHaveBeenCalledExactlyOnceWith('post-id');
        vi.unstubAllGlobals();
    });
});

describe('ending a meeting', () => {
    const button = () => screen.getByRole('button', { name: 'End meeting: Design review' });

    async function drawOwn() {
        live.mockResolvedValue({ kind: 'ok', value: liveJson({ can_end: true }) });
        draw(meetingPostOf());
        await settled();
    }

    it('is for those who may', async () => {
        live.mockResolvedValue({ kind: 'ok', value: liveJson({ can_end: false }) });
        draw(meetingPostOf());
        await settled();

        expect(screen.queryByRole('button', { name: /^End meeting/ })).toBeNull();
    });

    it('is asked about first, with the focus on the answer that does nothing', async () => {
        await drawOwn();

        await userEvent.click(button());

        const question = 'End “Design review” for everybody?';
        expect(screen.getByRole('group', { name: question })).toBeTruthy();
        expect(document.activeElement?.textContent).toBe('Keep it going');
        await userEvent.keyboard('{Escape}');
        expect(document.activeElement).toBe(button());
        expect(end).not.toHaveBeenCalled();
    });

    it('is done after the question, and stays off until the post is over', async () => {
        await drawOwn();
        await userEvent.click(button());

        await userEvent.click(screen.getByRole('button', { name: 'End for everybody' }));

        expect(end).toHaveBeenCalledExactlyOnceWith('post-id');
        const ending = screen.getByRole('button', { name: 'Ending…: Design review' });
        expect(ending.getAttribute('aria-disabled')).toBe('true');
        expect(document.activeElement).toBe(ending);
        await userEvent.click(ending);
        expect(screen.queryByText(/for everybody\?$/)).toBeNull();
    });

    it.each([
        ['This needs the scope `meeting:update:status`.', 'the scope meeting:update:status.'],
        ['', 'The meeting could not be ended'],
    ])('says why it was not done: %j', async (reason, words) => {
        lendMarkdown();
        end.mockResolvedValue(failed(reason));
        await drawOwn();
        await userEvent.click(button());

        await userEvent.click(screen.getByRole('button', { name: 'End for everybody' }));

        expect(screen.getByRole('alert').textContent).toContain(words);
        expect(button().getAttribute('aria-disabled')).toBe('false');
        expect(document.activeElement).toBe(button());
        takeMarkdown();
    });
});

describe('a meeting that is over', () => {
    it('tells its length and end, and offers no way in', () => {
        const { text } = draw(
            meetingPostOf({
                meeting_status: 'ENDED',
                meeting_end_time: start + 12 * 60_000,
                meeting_duration: 12,
            }),
        );

        expect(text).toMatch(/Lasted 12 minutes, until Jan 5, 2026, 10:12\sAM/);
        expect(screen.queryByRole('link')).toBeNull();
    });

    it('makes no length up where nobody knows it', () => {
        const { text } = draw(meetingPostOf({ meeting_status: 'ENDED', meeting_duration: 0 }));

        expect(text).not.toContain('Lasted');
    });

    it('renders an old post by the bot', () => {
        const post = meetingPostOf({
            from_bot: true,
            meeting_status: 'ENDED',
            meeting_topic: '',
            meeting_provider: undefined,
        });

        const { text } = draw({ ...post, update_at: start + 60_000 });

        expect(screen.getByRole('heading').textContent).toBe('Zoom meeting');
        expect(text).toContain('Lasted 1 minute');
    });
});

describe('an old post without the name of its creator', () => {
    it("goes by the post's author", () => {
        const { text } = draw(meetingPostOf({ meeting_creator_username: undefined }));

        expect(text).toContain('Started by @alice');
    });

    it('does not take the bot for the creator', () => {
        const props = { meeting_creator_username: undefined, from_bot: true };

        const { text } = draw(meetingPostOf(props));

        expect(text).not.toContain('@');
    });
});

describe('the question about a recent meeting', () => {
    it('offers to join it and to start another', async () => {
        const post = meetingPostOf({
            meeting_status: 'RECENTLY_CREATED',
            meeting_creator_username: 'bob',
            requested_topic: 'Second thoughts',
        });
        const { starter, text } = draw({ ...post, root_id: 'root-id' });
        const startAgain = vi.spyOn(starter, 'start').mockResolvedValue();
        expect(text).toContain('@bob started a Zoom (zoom.us) meeting');
        expect(screen.getByRole('link')).toBeTruthy();

        await userEvent.click(screen.getByRole('button', { name: 'Start a new meeting' }));

        const place = { channelId: 'channel-id', rootId: 'root-id', topic: 'Second thoughts' };
        expect(startAgain).toHaveBeenCalledExactlyOnceWith(place, true);
    });
});
