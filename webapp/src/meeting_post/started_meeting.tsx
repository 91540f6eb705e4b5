/** A meeting that goes on, or waits for its host: who is in, since when, and the way in. */
import type { JSX } from 'react';

import { CopyButton } from '../copy_button/copy_button';
import { useText } from '../i18n';
import { Badge } from '../live/badge';
import { LiveLine } from '../live/live_line';
import type { KnownMeeting } from '../live/live_meetings';
import type { People } from '../live/people';

import { Details } from './details';
import { EndButton } from './end_button';
import { JoinLink } from './join_link';
import type { Meeting } from './meeting';

export interface MeetingBodyProps {
    meeting: Meeting;
    timeText: (at: number) => string;
}

interface StartedMeetingProps extends MeetingBodyProps {
    postId: string;
    known: KnownMeeting;
    people: People;
}

export function StartedMeeting(props: StartedMeetingProps): JSX.Element {
    const { meeting, timeText, postId, known, people } = props;
    const text = useText();
    const time = timeText(meeting.startedAt);
    return (
        <>
            <p className="zoom-post__line">
                <Badge live={known.live} />
                <span>
                    {meeting.creator
                        ? text('zoom.post.started_by', { who: meeting.creator, time })
                        : text('zoom.post.started', { time })}
                </span>
            </p>
            {known.live && <LiveLine live={known.live} people={people} />}
            <div className="zoom-post__actions">
                {meeting.link && (
                    <>
                        <JoinLink meeting={meeting} label={text('zoom.post.join')} />
                        <CopyButton value={meeting.link} label={text('zoom.post.copy_link')} />
                    </>
                )}
                {known.canEnd && known.live?.state !== 'ended' && (
                    <EndButton
                        postId={postId}
                        topic={meeting.topic || text('zoom.post.untitled')}
                    />
                )}
            </div>
            <Details meeting={meeting} isOver={false} />
        </>
    );
}
