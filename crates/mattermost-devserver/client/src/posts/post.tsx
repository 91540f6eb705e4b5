/** One post: who wrote it and when, and what it says. */
import React from 'react';

import { basePath } from '../server/rest';
import { isCompact } from '../store/selectors';
import type { Post, UserProfile } from '../store/state';
import { useAppDispatch, useAppSelector } from '../store/store';

import { PostBody } from './post_body';
import { PostMenu } from './post_menu';

interface PostViewProps {
    post: Post;
    isRHS?: boolean;
    /** Written by the same person just before: the head is left out. */
    isFollowUp?: boolean;
    reply?: (() => void) | undefined;
}

export const PostView = React.memo(function PostView(props: PostViewProps): React.JSX.Element {
    const { post, isRHS = false, isFollowUp = false, reply } = props;
    const author = useAppSelector((state) => state.entities.users.profiles[post.user_id]);
    const compact = useAppSelector(isCompact);
    const name = nameOf(post, author);
    return (
        <article
            id={`${isRHS ? 'rhsPost' : 'post'}_${post.id}`}
            className={`post ${isFollowUp ? 'post--follow-up' : ''}`}
            aria-label={`${name} wrote ${post.message}`}
        >
            {!compact && (
                <div className="post__img">
                    {!isFollowUp && author && (
                        <img alt="" src={`${basePath()}/api/v4/users/${author.id}/image`} />
                    )}
                </div>
            )}
            <div className="post__content">
                {!isFollowUp && <Head post={post} author={author} name={name} />}
                <PostBody post={post} isRHS={isRHS} />
                {!isRHS && post.reply_count > 0 && (
                    <button type="button" className="post__replies" onClick={reply}>
                        {post.reply_count} {post.reply_count === 1 ? 'reply' : 'replies'}
                    </button>
                )}
            </div>
            {post.type !== 'system_ephemeral' && <PostMenu post={post} reply={reply} />}
        </article>
    );
});

/** An integration may write under another name. */
function nameOf(post: Post, author: UserProfile | undefined): string {
    const { from_webhook, override_username: name } = post.props;
    const isOther = from_webhook === 'true' && typeof name === 'string' && name !== '';
    return isOther ? name : (author?.username ?? 'Somebody');
}

interface HeadProps {
    post: Post;
    author: UserProfile | undefined;
    name: string;
}

function Head({ post, author, name }: HeadProps) {
    const dispatch = useAppDispatch();
    const time = new Date(post.create_at);
    return (
        <header className="post__header">
            <button
                type="button"
                className="user-popover"
                aria-label={`${name}, show the profile`}
                onClick={() => dispatch({ type: 'SHOW_PROFILE', userId: post.user_id })}
            >
                {name}
            </button>
            {author?.is_bot && <span className="post__tag">BOT</span>}
            <time dateTime={time.toISOString()} title={time.toLocaleString()}>
                {time.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })}
            </time>
            {post.edit_at > 0 && <span>Edited</span>}
            {post.type === 'system_ephemeral' && <span>(Only visible to you)</span>}
        </header>
    );
}
