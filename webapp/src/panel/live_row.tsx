/** A meeting that goes on in one of the reader's channels. */
import type { JSX } from 'react';

import { Badge } from '../live/badge';
import { LiveLine } from '../live/live_line';
import type { LiveMeetings } from '../live/live_meetings';
import type { People } from '../live/people';
import { JoinLink } from '../meeting_post/join_link';
import { useSignal } from '../signal';

import type { LiveItem } from './overview';
import { PostLink } from './post_link';
import { useText } from './text';

interface LiveRowProps {
    item: LiveItem;
    meetings: LiveMeetings;
    people: People;
}

export function LiveRow({ item, meetings, people }: LiveRowProps): JSX.Element {
    const text = useText();
    const known = useSignal(meetings.of(item.postId));
    const live = known.live ?? item.live;
    return (
        <li className="zoom-panel__row">
            <strong className="zoom-panel__topic">
                {item.topic || text('zoom.post.untitled')}
            </strong>
            <p className="zoom-post__line">
                <Badge live={live} />
                <PostLink postId={item.postId}>
                    {item.channelName || text('zoom.panel.to_post')}
                </PostLink>
            </p>
            <LiveLine live={live} people={people} />
            {item.link && (
                <div className="zoom-post__actions">
                    <JoinLink meeting={item} label={text('zoom.panel.join')} />
                </div>
            )}
        </li>
    );
}
