import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Profiler } from 'react';
import { describe, expect, it, vi } from 'vitest';

import {
    connectedState,
    meetingPostOf,
    renderInPage,
    replyOf,
    stateWithPosts,
    storeOf,
    type TestStore,
} from '../../test/page';
import { Notices } from '../notice/notices';
import type { PostSource } from '../registry';
import { Starter } from '../start_meeting/starter';

import { meetingPost } from './meeting_post';

const start = Date.UTC(2026, 0, 5, 10, 0);

const starterOf = (store: TestStore) =>
    new Starter({ store, notices: new Notices(), openMeeting: () => undefined });

function draw(post: PostSource, state = connectedState()) {
    const store = storeOf(state);
    const starter = starterOf(store);
    const MeetingPost = meetingPost({ store, starter });
    const { container } = renderInPage(<MeetingPost post={post} />);
    return { store, starter, text: container.textContent };
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
        const starter = starterOf(store);
        const MeetingPost = meetingPost({ store, starter });
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
