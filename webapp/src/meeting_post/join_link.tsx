/** The way into a meeting: a link, so that it can be copied, and opened by any means. */
import type { JSX } from 'react';

import { useText } from '../i18n';

import type { Meeting } from './meeting';

interface JoinLinkProps {
    meeting: Pick<Meeting, 'link' | 'topic'>;
    /** What the link says; screen readers add the topic. */
    label: string;
}

export function JoinLink({ meeting, label }: JoinLinkProps): JSX.Element {
    const text = useText();
    const topic = meeting.topic || text('zoom.post.untitled');
    return (
        <a
            className="zoom-button zoom-button--primary"
            href={meeting.link}
            target="_blank"
            rel="noopener noreferrer"
            aria-label={text('zoom.post.join_label', { label, topic })}
        >
            {label}
        </a>
    );
}
