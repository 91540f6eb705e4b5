/** The invitation to a meeting that is to come. */
import { type ComponentType, type JSX, memo } from 'react';

import { CopyButton } from '../copy_button/copy_button';
import { useText } from '../i18n';
import { Card } from '../meeting_post/card';
import { Details } from '../meeting_post/details';
import { JoinLink } from '../meeting_post/join_link';
import type { PostTypeProps } from '../registry';
import type { HostStore } from '../state';

import { scheduledOf, type Scheduled } from './scheduled';
import { When } from './when';

/** Makes the component for posts of the type `custom_zoom_scheduled`. */
export function scheduledPost(store: HostStore): ComponentType<PostTypeProps> {
    function ZoomScheduledPost({ post, compactDisplay }: PostTypeProps) {
        const text = useText();
        const meeting = scheduledOf(post);
        const isOver = meeting.status !== 'scheduled';
        const title = meeting.topic || text('zoom.post.untitled');
        return (
            <Card kind={isOver ? 'ended' : 'scheduled'} title={title} compact={compactDisplay}>
                <When meeting={meeting} state={store.getState()} />
                <p className="zoom-post__line">
                    <span className="zoom-post__state">
                        {text(`zoom.scheduled.${meeting.status}`)}
                    </span>
                    {meeting.creator && (
                        <span>{text('zoom.scheduled.by', { who: meeting.creator })}</span>
                    )}
                </p>
                {!isOver && <WaysIn meeting={meeting} />}
                <Details meeting={meeting} isOver={isOver} />
            </Card>
        );
    }
    return memo(ZoomScheduledPost);
}

function WaysIn({ meeting }: { meeting: Scheduled }): JSX.Element | null {
    const text = useText();
    if (!meeting.link) {
        return null;
    }
    return (
        <div className="zoom-post__actions">
            <JoinLink meeting={meeting} label={text('zoom.post.join')} />
            <CopyButton value={meeting.link} label={text('zoom.post.copy_link')} />
        </div>
    );
}
