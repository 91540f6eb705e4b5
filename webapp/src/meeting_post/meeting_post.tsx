/** A meeting in a channel: going on, over, or the question about one that began just now. */
import React from 'react';

import { useText } from '../i18n';
import { CameraIcon } from '../icons/camera';
import type { PostTypeProps } from '../registry';
import type { Starter } from '../start_meeting/starter';
import { usernameOf, type HostStore } from '../state';

import { EndedMeeting } from './ended_meeting';
import { meetingOf, type Meeting } from './meeting';
import { RecentMeeting } from './recent_meeting';
import { StartedMeeting } from './started_meeting';
import { useTimeText } from './time';

/** What the post needs besides the post itself. */
export interface MeetingPostParts {
    store: HostStore;
    starter: Starter;
}

/** Makes the component for posts of the type `custom_zoom`. */
export function meetingPost({
    store,
    starter,
}: MeetingPostParts): React.ComponentType<PostTypeProps> {
    function ZoomMeetingPost({ post, compactDisplay }: PostTypeProps) {
        const timeText = useTimeText(store.getState());
        const meeting = withCreator(meetingOf(post), post, store);
        if (meeting.status === 'recently_created') {
            const place = { channelId: post.channel_id, rootId: post.root_id };
            return (
                <Card meeting={meeting} compact={compactDisplay}>
                    <RecentMeeting meeting={meeting} starter={starter} place={place} />
                </Card>
            );
        }
        const Body = meeting.status === 'ended' ? EndedMeeting : StartedMeeting;
        return (
            <Card meeting={meeting} compact={compactDisplay}>
                <Body meeting={meeting} timeText={timeText} />
            </Card>
        );
    }
    // Mattermost draws the whole list when a post arrives: those that did not change need nothing.
    return React.memo(ZoomMeetingPost);
}

/** A post of the person's own may lack the name; one of the bot must have it. */
function withCreator(meeting: Meeting, post: PostTypeProps['post'], store: HostStore): Meeting {
    if (meeting.creator || post.props?.from_bot || meeting.status === 'recently_created') {
        return meeting;
    }
    return { ...meeting, creator: usernameOf(store.getState(), post.user_id) ?? '' };
}

interface CardProps {
    meeting: Meeting;
    compact?: boolean | undefined;
    children: React.ReactNode;
}

function Card({ meeting, compact, children }: CardProps): React.JSX.Element {
    const text = useText();
    const title =
        meeting.status === 'recently_created'
            ? text('zoom.recent.title')
            : meeting.topic || text('zoom.post.untitled');
    const classes = ['zoom-post', `zoom-post--${meeting.status}`];
    return (
        <section
            className={[...classes, ...(compact ? ['zoom-post--compact'] : [])].join(' ')}
            aria-label={text('zoom.post.region', { topic: title })}
            data-testid="zoom-meeting-post"
        >
            <span className="zoom-post__mark">
                <CameraIcon />
            </span>
            <div className="zoom-post__body">
                <h5 className="zoom-post__title">{title}</h5>
                {children}
            </div>
        </section>
    );
}
