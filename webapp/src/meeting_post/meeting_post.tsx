/** A meeting in a channel: going on, over, or the question about one that began just now. */
import { type ComponentType, type JSX, memo, useMemo } from 'react';

import { useText } from '../i18n';
import { useAnnouncement } from '../live/announcer';
import type { KnownMeeting } from '../live/live_meetings';
import type { People } from '../live/people';
import { useMeeting } from '../live/use_meeting';
import type { Parts } from '../parts';
import type { PostSource, PostTypeProps } from '../registry';
import type { Starter } from '../start_meeting/starter';
import { useHostState, usernameOf, type HostState } from '../state';
import { useTimeText } from '../time/time';

import { arrivalsSelector, type Arrival } from './arrivals';
import { Card } from './card';
import { EndedMeeting } from './ended_meeting';
import { meetingOf } from './meeting';
import { RecentMeeting } from './recent_meeting';
import { StartedMeeting, type MeetingBodyProps } from './started_meeting';

/** Makes the component for posts of the type `custom_zoom`. */
export function meetingPost(parts: Parts): ComponentType<PostTypeProps> {
    const { store, starter, meetings, people, announcer } = parts;
    function ZoomMeetingPost({ post, compactDisplay }: PostTypeProps) {
        const text = useText();
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
        const [known, place] = useMeeting(meetings, post.id, meeting.status === 'started');
        const { topic, status } = meeting;
        useAnnouncement(announcer, { id: post.id, isOver: status === 'ended', topic }, known);
        const isQuestion = status === 'recently_created';
        const title = isQuestion ? text('zoom.recent.title') : topic || text('zoom.post.untitled');
        return (
            <Card kind={status} title={title} compact={compactDisplay} place={place}>
                <Body {...{ post, meeting, timeText, arrivals, starter, known, people }} />
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
    known: KnownMeeting;
    people: People;
}

function Body(props: BodyProps): JSX.Element {
    const { post, meeting, timeText, arrivals, starter, known, people } = props;
    switch (meeting.status) {
        case 'started':
            return <StartedMeeting {...{ meeting, timeText, known, people }} postId={post.id} />;
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
