/** What comes after a meeting: recording, chat, transcript and summary, and the AI plugin's offer. */
import { invitation } from '../support/person';
import { expect, picture, test } from './test';

test('an ended meeting leads to all that came of it', async ({ alice, zoom }) => {
    await alice.makeChannel('Afterwards');
    await alice.startByCommand('Design review');
    const meeting = await zoom.meeting('Design review');

    await meeting.tell('end');
    const post = invitation(alice.center, 'Design review');
    await expect(post).toContainText('Lasted');
    for (const what of ['recording', 'transcript', 'summary'] as const) {
        await meeting.tell(what);
    }

    const brought = post.getByRole('list', { name: 'From this meeting' });
    for (const name of ['Recording', 'Chat', 'Transcript', 'Summary']) {
        await expect(brought.getByRole('link', { name })).toBeVisible();
    }
    await expect(brought.getByRole('link')).toHaveCount(4);
    await picture(alice.page, 'post-ended-with-recording');
});

test('a transcript offers a summary where the AI plugin is there', async ({ alice }) => {
    const post = invitation(alice.center, 'Design review');
    await alice.center.getByRole('button', { name: /repl(y|ies)$/ }).click();
    await expect(alice.thread.getByTestId('zoom-transcript-post')).toHaveCount(2);
    const offer = alice.thread.getByRole('button', { name: /^Summarize this/ });
    await expect(offer).toHaveCount(0);

    // What that plugin's web app leaves in the store, for others to call.
    await alice.page.evaluate(() => {
        const { store, summarized } = Object.assign(window as unknown as AiPage, {
            summarized: [],
        });
        const state = store.getState();
        store.getState = () => ({
            ...state,
            plugins: { ...state.plugins, plugins: { 'mattermost-ai': {} } },
            'plugins-mattermost-ai': {
                callsPostButtonClickedTranscription: ({ type }: { type: string }) =>
                    summarized.push(type),
            },
        });
        store.dispatch({ type: 'RECEIVED_WEBAPP_PLUGIN', data: { id: 'mattermost-ai' } });
    });
    await alice.thread.getByRole('button', { name: 'Summarize this meeting' }).click();

    const asked = await alice.page.evaluate(() => (window as unknown as AiPage).summarized);
    expect(asked).toEqual(['custom_zoom_transcript']);
    await picture(alice.page, 'ai-summary');
    await alice.page.reload();
    await expect(post).toBeVisible();
});

interface AiPage {
    store: {
        getState: () => { plugins: object };
        dispatch: (action: object) => void;
    };
    summarized: string[];
}
