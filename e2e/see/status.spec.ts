/** The status that says that somebody is in a meeting, for those who want that. */
import { expect, picture, test } from './test';

/** The person, whose custom status Mattermost keeps as JSON among their properties. */
const STATUS = '/api/v4/users/me';

test('who wants it has a status while in a meeting', async ({ alice, zoom }) => {
    const customStatus = async () => {
        const { props } = await alice.api<{ props?: Record<string, string> }>('GET', STATUS);
        return props?.customStatus ?? '';
    };
    await alice.makeChannel('Status');
    const settings = await alice.openZoomSettings();
    const choice = settings.getByRole('group', { name: 'Status during meetings' });
    await choice.getByLabel('Show that I am in a meeting').check();
    await expect(choice.getByText('Saved')).toBeVisible();
    await picture(alice.page, 'settings-status');
    await alice.page.keyboard.press('Escape');

    await alice.startByCommand('Status meeting');
    const meeting = await zoom.meeting('Status meeting');
    await meeting.join('alice@example.com');
    await expect.poll(customStatus).toContain('In a Zoom meeting');
    await meeting.tell('end');

    await expect.poll(customStatus).not.toContain('In a Zoom meeting');
    await alice.api('PUT', '/plugins/zoom/api/v1/preferences', { status: 'false' });
});
