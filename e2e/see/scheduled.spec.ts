/** The invitation to a scheduled meeting: each reader's own time, and what becomes of it. */
import { invitation } from '../support/person';
import { expect, picture, test } from './test';

test.describe.configure({ mode: 'serial' });

const TOPIC = 'Quarterly planning';

test('it shows the reader’s own time, and the one it was planned with', async ({ alice, bob }) => {
    await alice.makeChannel('Schedule', bob);
    await alice.write(`/zoom schedule "${TOPIC}" tomorrow 15:00 45m weekly zone=Asia/Tokyo`);

    const post = invitation(bob.center, TOPIC);
    await expect(post).toContainText('Scheduled');
    await expect(post).toContainText('Invitation by @alice');
    await expect(post).toContainText(/6:00\sAM to 6:45\sAM/);
    await expect(post).toContainText(/3:00\sPM in the time zone Asia\/Tokyo/);
    await expect(post).toContainText('Every week');
    await expect(post.getByRole('link', { name: /^Join meeting/ })).toBeVisible();
    await picture(bob.page, 'scheduled');
    await bob.wear('onyx');
    await picture(bob.page, 'scheduled-dark');
    await bob.wear('denim');
});

test('in the reader’s language and time zone', async ({ bob }) => {
    const timezone = (useAutomaticTimezone: string) => ({
        useAutomaticTimezone,
        automaticTimezone: 'UTC',
        manualTimezone: 'Asia/Kolkata',
    });
    const patch = '/api/v4/users/me/patch';
    await bob.api('PUT', patch, { locale: 'de', timezone: timezone('false') });
    await bob.page.reload();

    const post = bob.meetings;
    await expect(post).toContainText('Geplant');
    await expect(post).toContainText(/11:30\sAM bis 12:15\sPM/);
    await expect(post).toContainText(/3:00\sPM in der Zeitzone Asia\/Tokyo/);
    await picture(bob.page, 'scheduled-german');

    await bob.api('PUT', patch, { locale: 'en', timezone: timezone('true') });
    await bob.page.reload();
});

test('a cancellation in Zoom shows in it', async ({ bob, zoom }) => {
    const post = invitation(bob.center, TOPIC);
    await expect(post).toContainText('Scheduled');

    await (await zoom.meeting(TOPIC)).cancel();

    await expect(post).toContainText('Cancelled');
    await expect(post.getByRole('link', { name: /^Join meeting/ })).toHaveCount(0);
    await picture(bob.page, 'scheduled-cancelled');
});
