/** What the plugin says in words and with buttons that every client has: lists, answers, questions, messages. */
import { invitation, type Person } from '../support/person';
import { expect, picture, test } from './test';

test.describe.configure({ mode: 'serial' });

const WAITED_FOR = 'Board meeting';
const PLAN = 'Retrospective';

/** What the bot said last that holds these words. */
const said = (person: Person, words: string) =>
    person.center.getByRole('article').filter({ hasText: words }).last();

test('the list says what goes on and comes next, with how many are in', async ({
    alice,
    bob,
    zoom,
}) => {
    const channel_id = await alice.makeChannel('Prepared', bob);
    await alice.write(`/zoom schedule "${PLAN}" tomorrow 15:00 30m reminder=5`);
    await expect(invitation(alice.center, PLAN)).toContainText('Scheduled');
    // The host is given half a minute before they are told that people wait: see the last test.
    const meetings = '/plugins/zoom/api/v1/meetings';
    const start = { channel_id, topic: WAITED_FOR, connection_id: 'none' };
    await alice.api('POST', meetings, start);
    await expect(invitation(alice.center, WAITED_FOR)).toBeVisible();
    const meeting = await zoom.meeting(WAITED_FOR);
    await meeting.waitForHost('bob@example.com');
    await meeting.waitForHost('Carla, a guest');

    await alice.makeChannel('Said', bob);
    await alice.startByCommand('Stand-up');
    const standUp = await zoom.meeting('Stand-up');
    await standUp.join('bob@example.com');
    await standUp.join('Dora, a guest');
    await expect(invitation(alice.center, 'Stand-up')).toContainText('3 people are in');
    await alice.write('/zoom list');

    const list = said(alice, 'Live in Said');
    await expect(list).toContainText('3 people are in');
    await expect(list).toContainText(PLAN);
    await expect(list.getByRole('button', { name: 'Share here' }).first()).toBeVisible();
    await expect(list.getByRole('button', { name: 'Cancel meeting…' }).first()).toBeVisible();
    await picture(alice.page, 'said-list');
});

test('a meeting is shared by its number, and the answer says so', async ({ alice, zoom }) => {
    const { id } = await zoom.meeting(PLAN);

    await alice.write(`/zoom share ${id}`);

    await expect(invitation(alice.center, PLAN)).toContainText('Scheduled');
    await picture(alice.page, 'said-shared');
    await alice.write(`/zoom share ${id}`);
    await expect(said(alice, 'is posted in this channel already')).toBeVisible();
    await picture(alice.page, 'said-shared-already');
});

test('the list has what was recorded in the channel', async ({ alice, zoom }) => {
    const meeting = await zoom.meeting('Stand-up');
    await meeting.tell('end');
    await meeting.tell('recording');
    const post = invitation(alice.center, 'Stand-up');
    await expect(post.getByRole('link', { name: 'Recording' })).toBeVisible();

    await alice.write('/zoom list');

    const list = said(alice, 'Recent recordings');
    await expect(list.getByRole('link', { name: 'Stand-up' })).toBeVisible();
    await picture(alice.page, 'said-list-recordings');
});

test('the channel is reminded in the invitation’s thread', async ({ alice, zoom }) => {
    test.slow();
    const start = new Date(Date.now() + 5 * 60_000 + 8_000);
    const start_time = start.toISOString().replace(/\.\d+/, '');
    await (await zoom.meeting(PLAN)).change({ start_time });

    await alice.openChannel('Prepared');
    await alice.openThread('Invitation by @alice');

    await expect(alice.thread).toContainText('The meeting begins in 5 minutes.', {
        timeout: 60_000,
    });
    await picture(alice.page, 'said-reminder');
    await alice.closeThread();
});

test('who does not want to be disturbed is not rung without a question', async ({ alice, bob }) => {
    const { id } = await bob.api<{ id: string }>('GET', '/api/v4/users/me');
    const status = `/api/v4/users/${id}/status`;
    await bob.api('PUT', status, { user_id: id, status: 'dnd' });

    await alice.write('/zoom call @bob Budget');

    const question = said(alice, '@bob does not want to be disturbed now');
    await expect(question.getByRole('button', { name: 'Leave an invitation' })).toBeVisible();
    await picture(alice.page, 'said-do-not-disturb');
    await bob.api('PUT', status, { user_id: id, status: 'online' });
});

test('a host for whom people wait gets a message with the way in', async ({ alice }) => {
    test.slow();
    await alice.openChannel('zoom');

    const message = said(
        alice,
        `2 people are waiting for you in the Zoom meeting “${WAITED_FOR}”.`,
    );
    await expect(message).toBeVisible({ timeout: 60_000 });
    await expect(message.getByRole('link')).toBeVisible();
    await picture(alice.page, 'said-host-waiting');
});
