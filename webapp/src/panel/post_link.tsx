/** The way to a post, on this page. */
import type { JSX, ReactNode } from 'react';

import { postPath, postUrl } from '../api';
import { goTo } from '../host';

interface PostLinkProps {
    postId: string;
    children: ReactNode;
}

export function PostLink({ postId, children }: PostLinkProps): JSX.Element {
    return (
        <a
            className="zoom-panel__link"
            href={postUrl(postId)}
            onClick={(event) => {
                const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
                if (isPlain && goTo(postPath(postId))) {
                    event.preventDefault();
                }
            }}
        >
            {children}
        </a>
    );
}
