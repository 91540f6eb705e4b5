/** The card that every post of a meeting is: its mark, its title, and what there is to say. */
import type { JSX, ReactNode, RefObject } from 'react';

import { useText } from '../i18n';
import { CameraIcon } from '../icons/icons';

interface CardProps {
    /** What the style sheet goes by. */
    kind: string;
    title: string;
    compact?: boolean | undefined;
    place?: RefObject<HTMLDivElement>;
    children: ReactNode;
}

export function Card({ kind, title, compact, place, children }: CardProps): JSX.Element {
    const text = useText();
    const classes = ['zoom-post', `zoom-post--${kind}`, ...(compact ? ['zoom-post--compact'] : [])];
    return (
        <div
            role="group"
            ref={place}
            className={classes.join(' ')}
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
