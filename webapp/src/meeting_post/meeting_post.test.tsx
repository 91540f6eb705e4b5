import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { describe, expect, it, vi } from 'vitest';

import { connectedState, meetingPostOf, renderInPage, storeOf } from '../../test/page';
import { Notices } from '../notice/notices';
import type { MeetingPostSource } from '../registry';
import { Starter } from '../start_meeting/starter';

import { meetingPost } from './meeting_post';

const start = Date.UTC(2026, 0, 5, 10, 0);

function draw(post: MeetingPostSource, state = connectedState()) {
    const store = storeOf(state);
    const starter = new Starter({
        store,
        notices: new Notices(),
        openMeeting: () => undefined,
    });
    const MeetingPost = meetingPost({ store, starter });
    renderInPage(<MeetingPost post={post} />);
    return { starter, text: screen.getByTestId('zoom-meeting-post').textContent };
}

describe('a meeting that goes on', () => {
    it('tells topic, who, since when, and the way in', () => {
        const { text } = draw(meetingPostOf());

        expect(screen.getByRole('heading').textContent).toBe('Design review');
        expect(text).toContain('In progress');
        expect(text).toMatch(/Started by @alice at Jan 5, 2026, 10:00\sAM/);
        expect(text).toContain('Meeting ID 912 3456 7890');
        const join = screen.getByRole('link', { name: /^Join meeting Design review/ });
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

describe('a meeting that is over', () => {
    it('tells its length and end, and offers no way in', () => {
        const { text } = draw(
            meetingPostOf({
                meeting_status: 'ENDED',
                meeting_end_time: start + 12 * 60_000,
                meeting_duration: 12,
            }),
        );

        expect(text).toContain('Lasted 12 minutes');
        expect(text).toMatch(/Ended at Jan 5, 2026, 10:12\sAM/);
        expect(screen.queryByRole('link')).toBeNull();
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
        });
        const { starter, text } = draw({ ...post, root_id: 'root-id' });
        const startAgain = vi.spyOn(starter, 'start').mockResolvedValue();
        expect(text).toContain('@bob started a Zoom meeting');
        expect(screen.getByRole('link')).toBeTruthy();

        await userEvent.click(screen.getByRole('button', { name: 'Start a new meeting' }));

        const place = { channelId: 'channel-id', rootId: 'root-id' };
        expect(startAgain).toHaveBeenCalledExactlyOnceWith(place, true);
    });
});
