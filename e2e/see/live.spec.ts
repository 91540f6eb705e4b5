/** A meeting's post while the meeting lives: who waits, who is in, the end, and how many there were. */
import { invitation } from '../support/person';
import { expect, picture, setSettings, test } from './test';

test.describe.configure({ mode: 'serial' });

const TOPIC = 'Sprint review';

test('people wait for the host', async ({ alice, bob, zoom }) => {
    const channel_id = await alice.makeChannel('Live', bob);
    // No tab of alice's opens: she has the meeting, and is not in it yet.
    const meetings = '/plugins/zoom/api/v1/meetings';
    await alice.api('POST', meetings, { channel_id, topic: TOPIC, connection_id: 'none' });
    const post = invitation(bob.center, TOPIC);
    await expect(post).toContainText('In progress');

    const meeting = await zoom.meeting(TOPIC);
    await meeting.waitForHost('bob@example.com');
    await meeting.waitForHost('Carla, a guest');

    await expect(post).toContainText('Waiting for the host');
    await expect(post).toContainText('2 people are waiting');
    await picture(bob.page, 'live-waiting');
});

test('who is in comes and goes by itself', async ({ alice, bob, zoom }) => {
    const meeting = await zoom.meeting(TOPIC);
    const post = invitation(bob.center, TOPIC);
    const asked: string[] = [];
    bob.page.on('request', (request) => asked.push(request.url()));

    // Those who wait for the host are in as soon as the meeting starts.
    await meeting.tell('start');
    await meeting.join('alice@example.com');
    await meeting.join('Dora, a guest');

    await expect(post).toContainText('4 people are in');
    const faces = post.getByRole('list', { name: 'In the meeting' });
    await expect(faces.getByRole('img', { name: '@alice' })).toBeVisible();
    await expect(faces.getByRole('img', { name: '@bob' })).toBeVisible();
    await expect(faces).toContainText('and 2 more');
    await picture(bob.page, 'live-in-progress');
    await bob.wear('onyx');
    await picture(bob.page, 'live-in-progress-dark');
    await bob.wear('denim');

    await meeting.leave('Dora, a guest');
    await expect(post).toContainText('3 people are in');
    expect(asked.filter((url) => url.includes('/live'))).toEqual([]);
    await expect(invitation(alice.center, TOPIC)).toContainText('3 people are in');
});

test('it is the same after a reload and in the thread panel', async ({ bob }) => {
    await bob.page.reload();
    const post = invitation(bob.center, TOPIC);
    await expect(post).toContainText('3 people are in');

    await bob.openThread(TOPIC);

    await expect(invitation(bob.thread, TOPIC)).toContainText('3 people are in');
    await picture(bob.page, 'live-in-thread');
    await bob.closeThread();
    await bob.page.setViewportSize({ width: 400, height: 780 });
    await expect(post).toContainText('3 people are in');
    await picture(bob.page, 'live-narrow');
    await bob.page.setViewportSize({ width: 1280, height: 800 });
});

test('an admin may have numbers alone, or nothing, shown', async ({ admin, bob }) => {
    const post = invitation(bob.center, TOPIC);

    const faces = post.getByRole('list', { name: 'In the meeting' });
    await expect(faces).toBeVisible();

    // Nobody reloads the page.
    await setSettings(admin, { participantsshown: 'numbers' });
    await expect(faces).toHaveCount(0);
    await expect(post).toContainText('3 people are in');
    await setSettings(admin, { participantsshown: 'off' });
    await expect(post).not.toContainText('people are in');
    await expect(post).toContainText('In progress');
    await picture(bob.page, 'live-without-numbers');

    await setSettings(admin, { participantsshown: 'names' });
    await expect(faces).toBeVisible();
});

test('the host ends it for everybody, after a question', async ({ alice, bob }) => {
    const post = invitation(alice.center, TOPIC);
    await alice.page.reload();
    await expect(
        invitation(bob.center, TOPIC).getByRole('button', { name: 'End meeting' }),
    ).toHaveCount(0);

    await post.getByRole('button', { name: 'End meeting' }).click();
    await expect(post.getByText(`End “${TOPIC}” for everybody?`)).toBeVisible();
    await expect(alice.page.locator(':focus')).toHaveText('Keep it going');
    await picture(alice.page, 'live-end-question');
    await alice.page.keyboard.press('Escape');
    await post.getByRole('button', { name: 'End meeting' }).click();
    await post.getByRole('button', { name: 'End for everybody' }).click();

    await expect(post).toContainText('Ended');
    await expect(post).toContainText('4 people took part');
    await expect(alice.page.locator('.zoom-unseen[role=log]')).toHaveText(
        `The meeting has ended: ${TOPIC}`,
    );
    await expect(invitation(bob.center, TOPIC)).toContainText('4 people took part');
    await picture(alice.page, 'live-ended');
});
