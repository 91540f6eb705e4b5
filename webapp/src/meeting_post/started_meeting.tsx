/** A meeting that goes on: who started it, since when, and the way in. */
import type { JSX } from 'react';

import { CopyButton } from '../copy_button/copy_button';
import { useText } from '../i18n';

import { Details } from './details';
import { JoinLink } from './join_link';
import type { Meeting } from './meeting';

export interface MeetingBodyProps {
    meeting: Meeting;
    timeText: (at: number) => string;
}

export function StartedMeeting({ meeting, timeText }: MeetingBodyProps): JSX.Element {
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
            {meeting.link && (
                <div className="zoom-post__actions">
                    <JoinLink meeting={meeting} label={text('zoom.post.join')} />
                    <CopyButton value={meeting.link} label={text('zoom.post.copy_link')} />
                </div>
            )}
            <Details meeting={meeting} />
        </>
    );
}
