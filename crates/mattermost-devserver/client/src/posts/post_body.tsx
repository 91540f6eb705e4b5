/** What a post says: drawn by a plugin, or its text, attachments and files. */
import { isMessageAttachmentArray } from '@mattermost/types/message_attachments';
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { Slot } from '../plugins/slot';
import { basePath } from '../server/rest';
import { componentsIn, isCompact } from '../store/selectors';
import type { Post } from '../store/state';
import { useAppSelector } from '../store/store';
import { currentTheme } from '../theme/theme';

import { Attachment } from './attachment';
import { Markdown } from './markdown';

interface PostBodyProps {
    post: Post;
    isRHS: boolean;
}

/** A plugin may draw its own types; the prop `type` names one where the server set another. */
export function PostBody({ post, isRHS }: PostBodyProps): React.JSX.Element {
    const type = typeof post.props.type === 'string' ? post.props.type : post.type;
    const custom = useAppSelector((state) => state.plugins.postTypes[type]);
    const theme = useAppSelector(currentTheme);
    const compactDisplay = useAppSelector(isCompact);
    if (custom) {
        const props = { post, compactDisplay, isRHS, theme };
        return (
            <PluginErrorBoundary pluginId={custom.pluginId}>
                <custom.component {...props} />
            </PluginErrorBoundary>
        );
    }
    return <PlainBody post={post} />;
}

function PlainBody({ post }: { post: Post }): React.JSX.Element {
    const { attachments } = post.props;
    return (
        <>
            <Markdown text={useFormatted(post)} />
            <Slot place="PostMessageAttachment" with={{ postId: post.id }} />
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

/** The text as plugins want it shown. */
function useFormatted(post: Post): string {
    const hooks = useAppSelector((state) => componentsIn(state, 'MessageWillFormat'));
    return hooks.reduce(
        (message, { hook }) => (hook?.(post, message) as string | undefined) ?? message,
        post.message,
    );
}

/** The files of a post; one that this page made by itself has none. */
const filesOf = (post: Post) => (post.metadata as Partial<Post['metadata']> | null)?.files ?? [];
