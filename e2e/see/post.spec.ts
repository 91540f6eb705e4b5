/** The meeting post, in all its states and places. */
import { invitation } from '../support/person';
import { expect, picture, test } from './test';

test('a meeting in progress has all that one needs to join', async ({ alice, bob }) => {
    await alice.makeChannel('Design', bob);
    await alice.startByCommand('Design review');

    const post = invitation(bob.center, 'Design review');
    await expect(post).toContainText('In progress');
    await expect(post).toContainText(/Started by @alice at \d/);
    const join = post.getByRole('link', { name: 'Join meeting: Design review' });
    const address = await join.getAttribute('href');
    await post.getByRole('button', { name: 'Copy link' }).click();
    await expect(post.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toBe(address);

    await expect(post.getByText('Passcode', { exact: true })).toBeHidden();
    await post.getByText('Meeting ID and passcode').click();
    await expect(post.getByText('Passcode', { exact: true })).toBeVisible();
    await expect(post.getByRole('button', { name: 'Copy the passcode' })).toBeVisible();
    await picture(bob.page, 'post-in-progress');
});

test('all of it is reached by the keyboard', async ({ bob }) => {
    const post = invitation(bob.center, 'Design review');
    await bob.page.reload();
    const join = post.getByRole('link', { name: /^Join meeting/ });
    await join.focus();
    for (const name of ['Copy link', 'Meeting ID and passcode']) {
        await bob.page.keyboard.press('Tab');
        await expect(bob.page.locator(':focus')).toHaveText(name);
    }
    await bob.page.keyboard.press('Enter');

    await expect(post.getByRole('button', { name: 'Copy the meeting ID' })).toBeVisible();
    await picture(bob.page, 'post-by-keyboard');
});

test('who starts right after somebody else is asked which meeting is meant', async ({ bob }) => {
    await bob.zoomButton.click();
    const question = invitation(bob.center, 'There is already a meeting here');
    await expect(question).toContainText(/@alice started a Zoom \([^)]+\) meeting in this channel/);
    await expect(question.getByRole('link', { name: /^Join that meeting/ })).toBeVisible();
    await picture(bob.page, 'post-recent-meeting');

    const create = question.getByRole('button', { name: 'Start a new meeting' });
    await (await bob.tabOpenedBy(() => create.click())).close();

    await expect(bob.center.getByText('Started by @bob')).toBeVisible();
});

test('the question about the meeting ID is answered by a button', async ({ alice }) => {
    await alice.makeChannel('Rooms');
    const settings = await alice.openZoomSettings();
    await settings.getByLabel('Ask me each time').check();
    await expect(settings.getByText('Saved', { exact: true })).toBeVisible();
    await alice.page.keyboard.press('Escape');

    await alice.zoomButton.click();
    const use = alice.center.getByRole('button', { name: 'Use my personal meeting ID' });
    await expect(use).toBeVisible();
    await picture(alice.page, 'post-which-meeting-id');
    await use.click();

    await expect(alice.meetings).toHaveCount(1);
    await alice.meetings.getByText('Meeting ID and passcode').click();
    await expect(alice.meetings).toContainText('Personal meeting ID');
    await alice.api('PUT', '/plugins/zoom/api/v1/preferences', { use_pmi: 'false' });
});

test('posts that the plugin in Go wrote years ago still say what they said', async ({ alice }) => {
    const channel_id = await alice.makeChannel('History');
    const old = {
        meeting_id: 91234567890,
        meeting_link: 'https://zoom.us/j/91234567890',
        meeting_topic: 'Yearly review',
    };
    const create = (props: object) =>
        alice.api('POST', '/api/v4/posts', { channel_id, message: '', type: 'custom_zoom', props });
    await create({ ...old, meeting_status: 'ENDED' });
    await create({ ...old, meeting_status: 'STARTED', meeting_topic: 'Never ended' });

    await expect(invitation(alice.center, 'Yearly review')).toContainText('Lasted 1 minute');
    await expect(invitation(alice.center, 'Never ended')).toContainText('Started by @alice');
    await picture(alice.page, 'post-of-the-go-plugin');
});

test('in compact display, in the thread panel and on a narrow page', async ({ alice, bob }) => {
    const channel_id = await alice.makeChannel('Shapes', bob);
    await alice.startByCommand(
        'A topic that is a good deal longer than most topics of meetings are',
    );
    const [me] = await bob.api<{ user_id: string }[]>('GET', '/api/v4/users/me/preferences');
    const preference = (value: string) => [
        { user_id: me?.user_id, category: 'display_settings', name: 'message_display', value },
    ];
    await bob.api('PUT', '/api/v4/users/me/preferences', preference('compact'));
    await expect(bob.meetings).toHaveClass(/zoom-post--compact/);
    await picture(bob.page, 'post-compact');
    await bob.api('PUT', '/api/v4/users/me/preferences', preference('clean'));

    const { posts } = await bob.api<{ posts: Record<string, { id: string; type: string }> }>(
        'GET',
        `/api/v4/channels/${channel_id}/posts`,
    );
    const meeting = Object.values(posts).find(({ type }) => type === 'custom_zoom');
    await bob.page.locator(`#post_${meeting?.id ?? ''}`).hover();
    await bob.page
        .locator(`#post_${meeting?.id ?? ''}`)
        .getByRole('button', { name: 'Reply', exact: true })
        .click();
    await expect(bob.thread.getByTestId('zoom-meeting-post')).toBeVisible();
    await picture(bob.page, 'post-in-thread-panel');
    await bob.closeThread();

    await bob.page.setViewportSize({ width: 400, height: 780 });
    await expect(bob.meetings).toBeVisible();
    const overflow = await bob.page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    await picture(bob.page, 'post-narrow');
    await bob.page.setViewportSize({ width: 1280, height: 800 });
});
