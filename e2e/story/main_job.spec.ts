/** The first minutes of a newcomer, as the README tells them. Each test goes on from the last. */
import { invitation } from '../support/person';
import { expect, picture, test } from '../support/test';

test.describe.configure({ mode: 'serial' });

test('alice is asked once to connect, and then her meeting stands in the channel', async ({
    alice,
}) => {
    await alice.write('/zoom start Design review');
    const link = alice.center.getByRole('link', { name: /connect your Zoom account/ });
    await expect(link).toBeVisible();
    await picture(alice.page, '01-asked-to-connect');

    const zoom = await alice.tabOpenedBy(() => link.click());
    await expect(
        zoom.getByRole('heading', { name: /Allow .* to use your Zoom account/ }),
    ).toBeVisible();
    await picture(zoom, '02-consent');
    await zoom.getByLabel('Alice').check();
    await zoom.getByRole('button', { name: 'Allow' }).click();

    const invite = invitation(alice.center, 'Design review');
    await expect(invite).toBeVisible();
    await expect(invite).toContainText('In progress');
    await expect(invite).toContainText('Started by @alice');
    await expect(invite.getByRole('link', { name: /^Join meeting/ })).toBeVisible();
    await picture(alice.page, '03-invitation');
    if (!zoom.isClosed()) {
        await zoom.close();
    }
});

test('both join', async ({ alice, bob }) => {
    const aliceJoins = invitation(alice.center, 'Design review').getByRole('link');
    const hers = await alice.tabOpenedBy(() => aliceJoins.click());
    await expect(hers.getByRole('status')).toContainText(/as Alice.*, the host/);

    const bobJoins = invitation(bob.center, 'Design review').getByRole('link');
    const his = await bob.tabOpenedBy(() => bobJoins.click());
    await his.getByLabel('Bob').check();
    await his.getByRole('button', { name: 'Join meeting' }).click();
    await expect(his.getByRole('status')).toContainText(/You are in the meeting as Bob/);
    await picture(his, '04-bob-in-the-meeting');
    await hers.close();
    await his.close();
});

test('the post says that the meeting has ended, and how long it lasted', async ({
    alice,
    bob,
    control,
}) => {
    await control.reload();
    const clock = control.locator('form').filter({ hasText: 'Move forward' });
    await clock.getByLabel('Minutes').fill('2');
    await clock.getByRole('button', { name: 'Move forward' }).click();
    await picture(control, '05-control-page');
    await control.getByRole('button', { name: 'End Design review' }).click();

    for (const person of [alice, bob]) {
        const post = invitation(person.center, 'Design review');
        await expect(post).toContainText('Ended');
        await expect(post).toContainText('Lasted 3 minutes');
        await expect(post.getByRole('link', { name: /^Join/ })).toHaveCount(0);
    }
    await picture(bob.page, '06-ended');
});

test('the button starts a meeting and opens it in the tab that asked', async ({ alice, bob }) => {
    await Promise.all([alice.openChannel('Off-Topic'), bob.openChannel('Off-Topic')]);
    const before = { alice: alice.tabs(), bob: bob.tabs() };

    const zoom = await alice.tabOpenedBy(() => alice.zoomButton.dblclick());

    await expect(zoom.getByRole('status')).toContainText('You are in the meeting');
    const invites = bob.center.getByTestId('zoom-meeting-post');
    await expect(invites).toHaveCount(1);
    await expect(alice.center.getByTestId('zoom-meeting-post')).toHaveCount(1);
    await expect(alice.page.getByText('Starting a Zoom meeting…')).toHaveCount(0);
    // A double click made one meeting, and nothing opened where nobody asked.
    expect(alice.tabs()).toBe(before.alice + 1);
    expect(bob.tabs()).toBe(before.bob);
    await picture(alice.page, '07-button');
    await zoom.close();
});

test('in a thread the invitation is posted in the thread', async ({ alice, bob }) => {
    await Promise.all([alice.openChannel('Town Square'), bob.openChannel('Town Square')]);
    await bob.write('Who has time for the release notes?');
    await alice.openThread('Who has time for the release notes?');

    const zoom = await alice.tabOpenedBy(() => alice.reply('/zoom start Release notes'));

    await expect(invitation(alice.thread, 'Release notes')).toBeVisible();
    await expect(invitation(alice.center, 'Release notes')).toHaveCount(0);
    await expect(bob.center.getByRole('button', { name: '1 reply' })).toBeVisible();
    await picture(alice.page, '08-thread');
    await zoom.close();

    await bob.openThread('Who has time for the release notes?');
    await expect(invitation(bob.thread, 'Release notes')).toBeVisible();
    await alice.closeThread();
    await bob.closeThread();
});

test('the help names the commands', async ({ bob }) => {
    await bob.write('/zoom help');

    const answer = bob.center.getByRole('article').filter({ hasText: 'Only visible to you' });
    await expect(answer).toContainText('/zoom start');
    await picture(bob.page, '09-help');
});

test('a meeting that could not be asked for is explained', async ({ alice }) => {
    await alice.page.route('**/plugins/zoom/api/v1/meetings', (route) => route.abort());

    await alice.zoomButton.click();

    const notice = alice.page.getByRole('alert').filter({ hasText: 'Zoom meeting' });
    await expect(notice).toContainText('could not reach the Mattermost server');
    await picture(alice.page, '10-offline');
    await alice.page.unroute('**/plugins/zoom/api/v1/meetings');
    await notice.getByRole('button', { name: 'Close' }).click();
});

test('the post is legible in the dark and on a narrow page', async ({ bob }) => {
    await bob.page.getByRole('combobox', { name: 'Theme', exact: true }).selectOption('onyx');
    const post = invitation(bob.center, 'Design review');
    await expect(post).toHaveCSS('background-color', 'rgb(25, 27, 31)');
    await picture(bob.page, '11-dark');

    await bob.page.setViewportSize({ width: 400, height: 780 });
    await expect(bob.zoomButton).toBeVisible();
    await expect(post).toBeVisible();
    await picture(bob.page, '12-narrow');
    await bob.page.setViewportSize({ width: 1280, height: 800 });
    await bob.page.getByRole('combobox', { name: 'Theme', exact: true }).selectOption('denim');
});
