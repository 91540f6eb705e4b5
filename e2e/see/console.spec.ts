/** The plugin's page in the System Console. */
import { expect, picture, setSettings, test } from './test';

test('it shows what to enter in Zoom, and the live state of the set-up', async ({
    admin,
    world,
}) => {
    await admin.page.goto(`${world.mattermost}/admin_console/plugins/plugin_zoom`);
    const setUp = admin.page.locator('.zoom-setup');
    for (const name of ['Settings', 'Zoom can be reached', 'Client ID and secret', 'Clock']) {
        const line = setUp.getByRole('listitem').filter({ hasText: name });
        await expect(line).toContainText('In order:');
    }
    const redirect = `${world.mattermost}/plugins/zoom/oauth2/complete`;
    await expect(setUp.getByText(redirect)).toBeVisible();
    await setUp.getByRole('button', { name: 'Copy Event notification endpoint URL' }).click();
    const copied = await admin.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain(`${world.mattermost}/plugins/zoom/webhook?secret=e2e`);
    await setUp.getByLabel(/^Admin-managed app/).check();
    await expect(setUp.getByText('meeting:write:meeting:admin')).toBeVisible();
    await picture(admin.page, 'console');
});

test('it says what is wrong as soon as settings are saved', async ({ admin }) => {
    const setUp = admin.page.locator('.zoom-setup');
    await setSettings(admin, { oauthclientsecret: 'not the secret' });
    const client = setUp.getByRole('listitem').filter({ hasText: 'Client ID and secret' });
    await expect(async () => {
        await setUp.getByRole('button', { name: 'Check again' }).click();
        await expect(client).toContainText('Needs fixing:', { timeout: 1_000 });
    }).toPass();
    await picture(admin.page, 'console-wrong-secret');

    await setSettings(admin, { oauthclientsecret: 'e2e-client-secret' });
    await expect(async () => {
        await setUp.getByRole('button', { name: 'Check again' }).click();
        await expect(client).toContainText('In order:', { timeout: 1_000 });
    }).toPass();
});

test('it leads to the guide, which the plugin serves itself', async ({ admin }) => {
    const link = admin.page.locator('.zoom-setup').getByRole('link', { name: 'Guide for admins' });

    const guide = await admin.tabOpenedBy(() => link.click());

    await expect(guide.getByRole('heading', { level: 1 })).toContainText('a guide for admins');
    await picture(guide, 'guide');
    await guide.close();
});
