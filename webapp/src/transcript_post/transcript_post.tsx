/** The post that brings a meeting's transcript or chat: its text, and the way to a summary. */
import { type ComponentType, memo, useCallback } from 'react';

import { markdown } from '../host';
import { useText } from '../i18n';
import { SparkIcon } from '../icons/icons';
import type { PostTypeProps } from '../registry';
import { summarizerOf, useHostState, type HostStore } from '../state';

/** Makes the component for posts of the types `custom_zoom_transcript` and `custom_zoom_chat`. */
export function transcriptPost(store: HostStore): ComponentType<PostTypeProps> {
    function ZoomTranscriptPost({ post }: PostTypeProps) {
        const text = useText();
        const summarize = useHostState(store, summarizerOf);
        const hasFile = Array.isArray(post.props?.captions) && post.props.captions.length > 0;
        const isChat = post.type === 'custom_zoom_chat';
        const ask = useCallback(() => summarize?.(post), [summarize, post]);
        return (
            <div data-testid="zoom-transcript-post">
                <div className="zoom-transcript__text">{markdown(post.message)}</div>
                {summarize && hasFile && (
                    <button type="button" className="zoom-button zoom-button--small" onClick={ask}>
                        <SparkIcon />
                        <span>{text(isChat ? 'zoom.ai.chat' : 'zoom.ai.transcript')}</span>
                    </button>
                )}
            </div>
        );
    }
    return memo(ZoomTranscriptPost);
}
