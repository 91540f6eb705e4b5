/** A meeting in a channel: going on, over, or the question about one that began just now. */
import { type ComponentType, type JSX, memo, type ReactNode, useMemo } from 'react';

import { useText } from '../i18n';
import { CameraIcon } from '../icons/icons';
import type { PostSource, PostTypeProps } from '../registry';
import type { Starter } from '../start_meeting/starter';
import { useHostState, usernameOf, type HostState, type HostStore } from '../state';

import { arrivalsSelector, type Arrival } from './arrivals';
import { EndedMeeting } from './ended_meeting';
import { meetingOf, type Meeting } from './meeting';
import { RecentMeeting } from './recent_meeting';
import { StartedMeeting, type MeetingBodyProps } from './started_meeting';
import { useTimeText } from './time';

/** What the post needs besides the post itself. */
export interface MeetingPostParts {
    store: HostStore;
    starter: Starter;
}

/** Makes the component for posts of the type `custom_zoom`. */
export function meetingPost({ store, starter }: MeetingPostParts): ComponentType<PostTypeProps> {
    function ZoomMeetingPost({ post, compactDisplay }: PostTypeProps) {
        const timeText = useTimeText(store.getState());
        const arrivals = useHostState(
            store,
            useMemo(() => arrivalsSelector(post), [post]),
        );
        const creator = useHostState(
            store,
            useMemo(() => creatorSelector(post), [post]),
        );
        const meeting = { ...meetingOf(post), creator };
        return (
            <Card meeting={meeting} compact={compactDisplay}>
                <Body {...{ post, meeting, timeText, arrivals, starter }} />
            </Card>
        );
    }
    // Mattermost draws the whole list when a post arrives: those that did not change need nothing.
    return memo(ZoomMeetingPost);
}

interface BodyProps extends MeetingBodyProps {
    post: PostSource;
    arrivals: Arrival[];
    starter: Starter;
}

function Body({ post, meeting, timeText, arrivals, starter }: BodyProps): JSX.Element {
    switch (meeting.status) {
        case 'started':
            return <StartedMeeting meeting={meeting} timeText={timeText} />;
        case 'ended':
            return <EndedMeeting meeting={meeting} timeText={timeText} arrivals={arrivals} />;
        case 'recently_created': {
            const place = {
                channelId: post.channel_id,
                rootId: post.root_id,
                topic: meeting.requestedTopic,
            };
            return <RecentMeeting meeting={meeting} starter={starter} place={place} />;
        }
    }
}

/** A post of the person's own may lack the name; one of the bot must have it. */
function creatorSelector(post: PostSource): (state: HostState) => string {
    const { creator, status } = meetingOf(post);
    if (creator || post.props?.from_bot || status === 'recently_created') {
        return () => creator;
    }
    return (state) => usernameOf(state, post.user_id) ?? '';
}

interface CardProps {
    meeting: Meeting;
    compact?: boolean | undefined;
    children: ReactNode;
}

function Card({ meeting, compact, children }: CardProps): JSX.Element {
    const text = useText();
    const title =
        meeting.status === 'recently_created'
            ? text('zoom.recent.title')
            : meeting.topic || text('zoom.post.untitled');
    const classes = ['zoom-post', `zoom-post--${meeting.status}`];
    return (
        <div
            role="group"
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
        </div>
    );
}
