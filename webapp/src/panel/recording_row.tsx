/** A recording that came into one of the reader's channels. */
import type { JSX } from 'react';

import type { RecordingItem } from './overview';
import { PostLink } from './post_link';
import { useText } from './text';

interface RecordingRowProps {
    item: RecordingItem;
    timeText: (at: number) => string;
}

export function RecordingRow({ item, timeText }: RecordingRowProps): JSX.Element {
    const text = useText();
    const { time, minutes, channelName } = item;
    return (
        <li className="zoom-panel__row">
            <PostLink postId={item.postId}>
                <strong>{item.topic || text('zoom.post.untitled')}</strong>
            </PostLink>
            <p className="zoom-post__line">
                {time !== undefined && <span>{timeText(time)}</span>}
                {minutes > 0 && <span>{text('zoom.panel.minutes', { minutes })}</span>}
                {channelName && <span>{channelName}</span>}
            </p>
        </li>
    );
}
