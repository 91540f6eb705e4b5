/** The panel: what goes on, what is to come, what was recorded, and what one may do there. */
import { invitation } from '../support/person';
import { expect, picture, test } from './test';

test.describe.configure({ mode: 'serial' });

/** What Zoom calls a meeting that nobody gave a topic. */
const TOPIC = 'Zoom Meeting';

test('it opens by its icon, and says what there is not', async ({ alice, bob }) => {
    await alice.makeChannel('Panel', bob);

    await alice.togglePanel();

    await expect(alice.panel.getByText('Nothing is scheduled.')).toBeVisible();
    await picture(alice.page, 'panel-empty');
});

test('a meeting is started from it, and shown in it', async ({ alice, zoom }) => {
    await (
        await alice.tabOpenedBy(() =>
            alice.panel.getByRole('button', { name: 'Start a meeting' }).click(),
        )
    ).close();
    await expect(alice.meetings).toHaveCount(1);
    // Other tests have meetings of that name in other channels.
    const here = alice.page.getByRole('link', { name: 'Panel', exact: true });
    const row = alice.panel.getByRole('listitem').filter({ hasText: TOPIC }).filter({ has: here });
    await expect(row).toContainText('In progress');

    const join = row.getByRole('link', { name: `Join: ${TOPIC}` });
    const meeting = zoom.meetingAt(await join.getAttribute('href'));
    await meeting.join('bob@example.com');

    await expect(row.getByRole('img', { name: '@bob' })).toBeVisible();
    await picture(alice.page, 'panel-live');
    await meeting.tell('end');
    await expect(row).toHaveCount(0);
});

test('a meeting is scheduled from it, by the dialog of the command', async ({ alice }) => {
    await alice.panel.getByRole('button', { name: 'Schedule…' }).click();
    const dialog = alice.page.getByRole('dialog', { name: 'Schedule a meeting' });
    await dialog.getByLabel('Topic').fill('Weekly planning');
    await dialog.getByLabel('Day').fill('tomorrow');
    await dialog.getByLabel('Time', { exact: true }).fill('9:30');
    await picture(alice.page, 'panel-schedule-dialog');
    await dialog.getByRole('button', { name: 'Schedule' }).click();

    await expect(invitation(alice.center, 'Weekly planning')).toContainText('Scheduled');
    const row = alice.panel.getByRole('listitem').filter({ hasText: 'Weekly planning' });
    await expect(row).toContainText(/9:30\sAM/);
    await expect(row.getByRole('link', { name: 'Start: Weekly planning' })).toBeVisible();
    await picture(alice.page, 'panel-upcoming');
    await alice.wear('onyx');
    await picture(alice.page, 'panel-dark');
    await alice.wear('denim');
});

test('it stays from channel to channel, where the meeting can be shared', async ({ alice }) => {
    await alice.openChannel('Off-Topic');
    const row = alice.panel.getByRole('listitem').filter({ hasText: 'Weekly planning' });

    await row.getByRole('button', { name: 'Share here: Weekly planning' }).click();

    await expect(row).toContainText('Shared in this channel.');
    await expect(invitation(alice.center, 'Weekly planning')).toBeVisible();
    await picture(alice.page, 'panel-shared');
});

test('a meeting of one’s own is cancelled there, after a question', async ({ alice }) => {
    await alice.openChannel('Panel');
    const row = alice.panel.getByRole('listitem').filter({ hasText: 'Weekly planning' });

    await row.getByRole('button', { name: 'Cancel meeting: Weekly planning' }).click();
    await expect(row.getByText('Cancel “Weekly planning” in Zoom?')).toBeVisible();
    await picture(alice.page, 'panel-cancel-question');
    await row.getByRole('button', { name: 'Cancel it' }).click();

    await expect(row).toHaveCount(0);
    await expect(invitation(alice.center, 'Weekly planning')).toContainText('Cancelled');
});

test('it leads to the recordings', async ({ alice, zoom }) => {
    await alice.startByCommand('Recorded talk');
    const meeting = await zoom.meeting('Recorded talk');
    await meeting.tell('end');
    await meeting.tell('recording');
    const post = invitation(alice.center, 'Recorded talk');
    await expect(post.getByRole('link', { name: 'Recording' })).toBeVisible();
    await alice.togglePanel();
    await expect(alice.panel).toHaveCount(0);

    await alice.togglePanel();

    const recordings = alice.panel.getByRole('list', { name: 'Recent recordings' });
    await expect(recordings.getByRole('link', { name: 'Recorded talk' })).toBeVisible();
    await picture(alice.page, 'panel-recordings');
});

test('nothing is asked while it is closed', async ({ alice, bob }) => {
    await alice.togglePanel();
    await expect(alice.panel).toHaveCount(0);
    const asked: string[] = [];
    alice.page.on('request', (request) => asked.push(request.url()));

    // An open panel waits a second after a change, and up to two more by chance: hers would be first.
    await alice.page.evaluate(() => {
        Math.random = () => 0;
    });

    await bob.openChannel('Panel');
    await bob.togglePanel();
    await bob.panel.getByRole('button', { name: 'Start a meeting' }).waitFor();
    await bob.startByCommand('Unseen');
    await expect(invitation(alice.center, 'Unseen')).toBeVisible();
    await expect(bob.panel.getByRole('listitem').filter({ hasText: 'Unseen' })).toBeVisible();

    expect(asked.filter((url) => url.includes('/overview'))).toEqual([]);
    await bob.togglePanel();
    await alice.page.reload();
});

test('a narrow page has it in the channel’s menu', async ({ alice }) => {
    await alice.page.setViewportSize({ width: 400, height: 780 });
    await expect(alice.page.getByRole('button', { name: 'Start a Zoom meeting' })).toBeVisible();
    await alice.center.getByRole('button', { name: 'More actions for Panel' }).click();
    await alice.center.getByRole('button', { name: 'Zoom meetings' }).click();

    await expect(alice.panel.getByRole('button', { name: 'Start a meeting' })).toBeVisible();
    await picture(alice.page, 'panel-narrow');
    await alice.panel.getByRole('button', { name: 'Close' }).click();
    await alice.page.setViewportSize({ width: 1280, height: 800 });
});
