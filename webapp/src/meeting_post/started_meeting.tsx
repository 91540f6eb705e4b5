/** A meeting that goes on: who started it, since when, and the way in. */
import React from 'react';

import { useText } from '../i18n';

import { JoinLink } from './join_link';
import type { Meeting } from './meeting';
import { MeetingId } from './meeting_id';

export interface MeetingBodyProps {
    meeting: Meeting;
    timeText: (at: number) => string;
}

export function StartedMeeting({ meeting, timeText }: MeetingBodyProps): React.JSX.Element {
    const text = useText();
    const time = timeText(meeting.startedAt);
    return (
        <>
            <p className="zoom-post__line">
                <span className="zoom-post__state zoom-post__state--live">
                    {text('zoom.post.live')}
                </span>
                <span>
                    {meeting.creator
                        ? text('zoom.post.started_by', { who: meeting.creator, time })
                        : text('zoom.post.started', { time })}
                </span>
            </p>
            <MeetingId meeting={meeting} />
            {meeting.link && (
                <p className="zoom-post__actions">
                    <JoinLink meeting={meeting}>{text('zoom.post.join')}</JoinLink>
                </p>
            )}
        </>
    );
}
