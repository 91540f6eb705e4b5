/** Calling somebody from their profile, and how that looks to the person called. */
import type { Person } from '../support/person';
import { expect, picture, test } from './test';

test.describe.configure({ mode: 'serial' });

/** Opens the profile of the author of a message. */
async function openProfile(reader: Person, author: string) {
    await reader.center
        .getByRole('button', { name: `${author}, show the profile` })
        .last()
        .click();
    return reader.page.getByRole('dialog', { name: `Profile of ${author}` });
}

test('a profile has a button that calls its person', async ({ alice, bob }) => {
    await alice.makeChannel('Calls', bob);
    await bob.write('Does somebody have a minute?');
    await alice.center.getByText('Does somebody have a minute?').waitFor();
    const profile = await openProfile(alice, 'bob');
    await expect(profile.getByRole('button', { name: 'Call on Zoom' })).toBeVisible();
    await picture(alice.page, 'call-in-profile');

    const zoom = await alice.tabOpenedBy(() =>
        profile.getByRole('button', { name: 'Call on Zoom' }).click(),
    );
    await zoom.close();

    await expect(profile).toHaveCount(0);
    await alice.openChannel('bob');
    await expect(alice.meetings).toHaveCount(1);
});

test('one’s own profile has none', async ({ alice }) => {
    await alice.openChannel('Calls');
    await alice.write('I do.');
    await alice.center.getByText('I do.').waitFor();

    const profile = await openProfile(alice, 'alice');

    await expect(profile).toBeVisible();
    await expect(profile.getByRole('button', { name: 'Call on Zoom' })).toHaveCount(0);
    await profile.press('Escape');
});

test('the person called answers, and the caller sees it', async ({ alice, bob }) => {
    await bob.openChannel('zoom');
    await expect(bob.center.getByText('@alice is calling you on Zoom')).toBeVisible();
    await picture(bob.page, 'call-notice');

    await bob.center.getByRole('button', { name: 'Not now' }).click();

    await expect(bob.center.getByText('You told @alice that you cannot come now')).toBeVisible();
    await alice.openChannel('bob');
    await expect(alice.center.getByText('I can’t join the Zoom meeting right now.')).toBeVisible();
    await expect(alice.meetings).toBeVisible();
    await picture(alice.page, 'call-answered');
});

test('who is not connected is asked to be, in the channel on the screen', async ({
    alice,
    bob,
}) => {
    await bob.openChannel('Calls');
    await bob.write('/zoom disconnect');
    await bob.center.getByText(/disconnected/).waitFor();
    const profile = await openProfile(bob, 'alice');

    await profile.getByRole('button', { name: 'Call on Zoom' }).click();

    await expect(bob.center.getByRole('link', { name: /connect your Zoom account/ })).toBeVisible();
    await alice.openChannel('bob');
    await expect(alice.meetings).toHaveCount(1);
    await bob.connectZoom('Bob');
});
