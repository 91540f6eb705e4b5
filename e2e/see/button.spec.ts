/** The Zoom button: where it is, what it does, and what it says when it cannot. */
import { expect, picture, setSettings, test } from './test';

test('it is in the app bar, and in the channel header of a narrow window', async ({ alice }) => {
    await alice.makeChannel('Places');
    await expect(alice.zoomButton).toBeVisible();

    await alice.page.setViewportSize({ width: 400, height: 780 });
    await expect(
        alice.page.getByRole('banner').or(alice.center).locator(alice.zoomButton),
    ).toBeVisible();
    await picture(alice.page, 'button-narrow');
    await alice.startByButton();

    await expect(alice.meetings).toHaveCount(1);
    await alice.page.setViewportSize({ width: 1280, height: 800 });
});

test('while it works it says so, and a double click makes one meeting', async ({ alice }) => {
    await alice.makeChannel('Patience');
    let answer: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (answer = resolve));
    await alice.page.route('**/plugins/zoom/api/v1/meetings', async (route) => {
        await asked;
        await route.continue();
    });

    await alice.zoomButton.dblclick();
    await expect(alice.page.getByRole('status').filter({ hasText: 'Starting' })).toBeVisible();
    await picture(alice.page, 'button-at-work');
    const zoom = await alice.tabOpenedBy(async () => {
        answer();
        await alice.page.getByText('Starting a Zoom meeting…').waitFor({ state: 'detached' });
    });

    await zoom.close();
    await expect(alice.meetings).toHaveCount(1);
    await alice.page.unroute('**/plugins/zoom/api/v1/meetings');
});

test('with a thread open it posts in the channel all the same', async ({ alice }) => {
    await alice.makeChannel('Threads');
    await alice.write('Who has time for a call?');
    await alice.openThread('Who has time for a call?');

    await alice.startByButton();

    await expect(alice.meetings).toHaveCount(1);
    await expect(alice.thread.getByTestId('zoom-meeting-post')).toHaveCount(0);
    await alice.closeThread();
});

test('by preference it posts in the thread that is open', async ({ alice }) => {
    await alice.makeChannel('More threads');
    await alice.write('Shall we talk it over?');
    const settings = await alice.openZoomSettings();
    await settings.getByLabel('Post it in the thread').check();
    await settings.getByRole('button', { name: 'Save' }).click();
    await expect(settings.getByText('Saved.')).toBeVisible();
    await picture(alice.page, 'settings');
    await alice.page.keyboard.press('Escape');
    await alice.openThread('Shall we talk it over?');

    await alice.startByButton();

    await expect(alice.thread.getByTestId('zoom-meeting-post')).toHaveCount(1);
    await expect(alice.meetings).toHaveCount(0);
    await picture(alice.page, 'button-in-thread');
    await alice.closeThread();
});

test('where the person may not start a meeting, it explains why', async ({ admin, bob }) => {
    await bob.makeChannel('No meetings');
    await setSettings(admin, { restrictmeetingcreation: true });

    await expect(async () => {
        await bob.zoomButton.click();
        await expect(bob.notice).toContainText('Meetings cannot be started in this channel', {
            timeout: 1_000,
        });
    }).toPass();
    await picture(bob.page, 'button-refused');

    await bob.notice.getByRole('button', { name: 'Close' }).click();
    await expect(bob.notice).toHaveText('');
    await setSettings(admin, { restrictmeetingcreation: false });
});

test('it is hidden while the plugin is not set up, and comes back', async ({
    admin,
    bob,
    alice,
}) => {
    await setSettings(admin, { webhooksecret: '' });
    await expect(alice.zoomButton).toHaveCount(0);
    await expect(bob.zoomButton).toHaveCount(0);
    await bob.page.reload();
    await bob.page.getByRole('navigation', { name: 'Channels' }).waitFor();
    await picture(bob.page, 'button-hidden');
    await expect(bob.zoomButton).toHaveCount(0);

    await setSettings(admin, { webhooksecret: 'e2e-webhook-secret' });

    await expect(alice.zoomButton).toBeVisible();
    await expect(bob.zoomButton).toBeVisible();
});
