/** A meeting that is over: how long it lasted and when it ended. */
import React from 'react';

import { useText } from '../i18n';

import { MeetingId } from './meeting_id';
import type { MeetingBodyProps } from './started_meeting';

export function EndedMeeting({ meeting, timeText }: MeetingBodyProps): React.JSX.Element {
    const text = useText();
    return (
        <>
            <p className="zoom-post__line">
                <span className="zoom-post__state">{text('zoom.post.ended')}</span>
                <span>{text('zoom.post.lasted', { minutes: meeting.minutes })}</span>
                <span>{text('zoom.post.ended_at', { time: timeText(meeting.endedAt) })}</span>
            </p>
            <MeetingId meeting={meeting} />
        </>
    );
}
