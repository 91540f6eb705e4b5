/** One post: who wrote it and when, and what it says. */
import { isMessageAttachmentArray } from '@mattermost/types/message_attachments';
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { basePath } from '../server/rest';
import type { Post, UserProfile } from '../store/state';
import { useAppSelector } from '../store/store';
import { currentTheme } from '../theme/theme';

import { Attachment } from './attachment';
import { Markdown } from './markdown';

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
    return (
        <article
            id={`${isRHS ? 'rhsPost' : 'post'}_${post.id}`}
            className={`post ${isFollowUp ? 'post--follow-up' : ''}`}
            aria-label={`${author?.username ?? 'Somebody'} wrote ${post.message}`}
        >
            <div className="post__img">
                {!isFollowUp && author && (
                    <img alt="" src={`${basePath()}/api/v4/users/${author.id}/image`} />
                )}
            </div>
            <div className="post__content">
                {!isFollowUp && <Head post={post} author={author} />}
                <Body post={post} isRHS={isRHS} />
                {!isRHS && post.reply_count > 0 && (
                    <button type="button" className="post__replies" onClick={reply}>
                        {post.reply_count} {post.reply_count === 1 ? 'reply' : 'replies'}
                    </button>
                )}
            </div>
            {!isRHS && post.type !== 'system_ephemeral' && (
                <button type="button" className="post__reply" aria-label="Reply" onClick={reply}>
                    ↩
                </button>
            )}
        </article>
    );
});

function Head({ post, author }: { post: Post; author: UserProfile | undefined }) {
    const time = new Date(post.create_at);
    return (
        <header className="post__header">
            <strong>{author?.username ?? 'Somebody'}</strong>
            {author?.is_bot && <span className="post__tag">BOT</span>}
            <time dateTime={time.toISOString()} title={time.toLocaleString()}>
                {time.toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' })}
            </time>
            {post.type === 'system_ephemeral' && <span>(Only visible to you)</span>}
        </header>
    );
}

/** A plugin may draw its own types; the prop `type` names one where the server set another. */
function Body({ post, isRHS }: { post: Post; isRHS: boolean }) {
    const type = typeof post.props.type === 'string' ? post.props.type : post.type;
    const custom = useAppSelector((state) => state.plugins.postTypes[type]);
    const theme = useAppSelector(currentTheme);
    if (custom) {
        return (
            <PluginErrorBoundary pluginId={custom.pluginId}>
                <custom.component post={post} compactDisplay={false} isRHS={isRHS} theme={theme} />
            </PluginErrorBoundary>
        );
    }
    const { attachments } = post.props;
    return (
        <>
            <Markdown text={post.message} />
            {isMessageAttachmentArray(attachments) &&
                attachments.map((attachment, index) => (
                    <Attachment key={index} postId={post.id} attachment={attachment} />
                ))}
            {filesOf(post).map((file) => (
                <a
                    key={file.id}
                    className="post__file"
                    href={`${basePath()}/api/v4/files/${file.id}?download=1`}
                >
                    {file.name}
                </a>
            ))}
        </>
    );
}

/** The files of a post; one that this page made by itself has none. */
const filesOf = (post: Post) => (post.metadata as Partial<Post['metadata']> | null)?.files ?? [];
