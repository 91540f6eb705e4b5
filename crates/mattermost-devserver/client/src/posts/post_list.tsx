/** The posts of a channel or a thread, oldest first, scrolled to the newest. */
import React, { useEffect, useRef } from 'react';

import { openThread } from '../server/load';
import type { Post } from '../store/state';
import { useAppDispatch } from '../store/store';

import { PostView } from './post';

const FOLLOW_UP_MS = 5 * 60_000;

interface PostListProps {
    posts: Post[];
    label: string;
    isRHS?: boolean;
}

export function PostList({ posts, label, isRHS = false }: PostListProps): React.JSX.Element {
    const dispatch = useAppDispatch();
    const end = useRef<HTMLDivElement>(null);
    const newest = posts[posts.length - 1]?.id;
    useEffect(() => {
        end.current?.scrollIntoView({ block: 'end' });
    }, [newest, label]);
    return (
        <div className="post-list" role="log" aria-label={label} tabIndex={0}>
            <div className="post-list__fill" />
            {posts.map((post, index) => (
                <PostView
                    key={post.id}
                    post={post}
                    isRHS={isRHS}
                    isFollowUp={isFollowUp(post, posts[index - 1])}
                    reply={isRHS ? undefined : () => void dispatch(openThread(post))}
                />
            ))}
            <div ref={end} />
        </div>
    );
}

function isFollowUp(post: Post, before: Post | undefined): boolean {
    return (
        before?.user_id === post.user_id &&
        before.type === '' &&
        post.type === '' &&
        before.reply_count === 0 &&
        post.create_at - before.create_at < FOLLOW_UP_MS
    );
}
