/** A meeting that is over: how long it lasted, when it ended, and what came after it. */
import type { JSX } from 'react';

import { useText } from '../i18n';

import type { Arrival } from './arrivals';
import { Arrived } from './arrived';
import { Details } from './details';
import type { MeetingBodyProps } from './started_meeting';

interface EndedMeetingProps extends MeetingBodyProps {
    arrivals: Arrival[];
}

export function EndedMeeting(props: EndedMeetingProps): JSX.Element {
    const { meeting, timeText, arrivals } = props;
    const text = useText();
    const time = timeText(meeting.endedAt);
    return (
        <>
            <p className="zoom-post__line">
                <span className="zoom-post__state">{text('zoom.post.ended')}</span>
                {meeting.minutes > 0 && (
                    <span>{text('zoom.post.lasted', { minutes: meeting.minutes, time })}</span>
                )}
                {meeting.participants > 0 && (
                    <span>{text('zoom.post.took_part', { count: meeting.participants })}</span>
                )}
            </p>
            <Arrived arrivals={arrivals} />
            <Details meeting={meeting} isOver={true} />
        </>
    );
}
