import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { createElement } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { connectedState, renderInPage, replyOf, storeOf } from '../../test/page';
import type { PostSource } from '../registry';

import { transcriptPost } from './transcript_post';

const transcript = replyOf('reply-id', {
    type: 'custom_zoom_transcript',
    message: 'The **transcript**',
    props: { captions: [{ file_id: 'file-id' }] },
});

/** A page with the AI plugin, which offers this. */
function withAi(summarize: unknown) {
    return {
        ...connectedState(),
        plugins: { plugins: { 'mattermost-ai': {} } },
        'plugins-mattermost-ai': { callsPostButtonClickedTranscription: summarize },
    };
}

function draw(state = connectedState(), post: PostSource = transcript) {
    const store = storeOf(state);
    const TranscriptPost = transcriptPost(store);
    renderInPage(<TranscriptPost post={post} />);
    return store;
}

afterEach(() => {
    Reflect.deleteProperty(window, 'PostUtils');
});

describe('a transcript', () => {
    it("is drawn by Mattermost's own Markdown", () => {
        const PostUtils = {
            formatText: (text: string) => text.replace(/\*\*(.*)\*\*/, '<b>$1</b>'),
            messageHtmlToComponent: (html: string) =>
                createElement('div', { dangerouslySetInnerHTML: { __html: html } }),
        };
        Object.assign(window, { PostUtils });

        draw();

        expect(screen.getByText('transcript').tagName).toBe('B');
    });

    it('shows its bare text on a page that lends no Markdown', () => {
        draw();

        expect(screen.getByText('The **transcript**')).toBeTruthy();
    });

    it('has no button where there is no AI plugin', () => {
        draw();

        expect(screen.queryByRole('button')).toBeNull();
    });

    it('hands itself to the AI plugin', async () => {
        const summarize = vi.fn();
        draw(withAi(summarize));

        await userEvent.click(screen.getByRole('button', { name: 'Summarize this meeting' }));

        expect(summarize).toHaveBeenCalledExactlyOnceWith(transcript);
    });

    it('gets its button when the AI plugin comes later, and loses it when that goes', () => {
        const store = draw();

        act(() => {
            store.change(withAi(() => undefined));
        });
        expect(screen.getByRole('button')).toBeTruthy();
        act(() => {
            store.change({ ...withAi(() => undefined), plugins: { plugins: {} } });
        });

        expect(screen.queryByRole('button')).toBeNull();
    });

    it('has no button without a file to summarize, or where the offer is no function', () => {
        draw(withAi('nonsense'));
        draw(
            withAi(() => undefined),
            { ...transcript, props: { captions: [] } },
        );

        expect(screen.queryByRole('button')).toBeNull();
    });
});

describe('a chat', () => {
    it('is named as what it is', () => {
        draw(
            withAi(() => undefined),
            { ...transcript, type: 'custom_zoom_chat' },
        );

        expect(screen.getByRole('button', { name: 'Summarize this chat' })).toBeTruthy();
    });
});
