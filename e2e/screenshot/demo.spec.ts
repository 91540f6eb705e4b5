/** The picture of the README. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { invitation } from '../support/person';
import { expect, test } from '../support/test';

const IMAGES = join(import.meta.dirname, '../../docs/images');

test('docs/images/demo.png', async ({ alice, bob, control }) => {
    await bob.write('Shall we go through the new sidebar together?');
    await alice.write('/zoom start Weekly planning');
    const link = alice.center.getByRole('link', { name: /connect your Zoom account/ });
    const consent = await alice.tabOpenedBy(() => link.click());
    await consent.getByRole('button', { name: 'Allow' }).click();
    const first = invitation(alice.center, 'Weekly planning').getByRole('link');
    await (await alice.tabOpenedBy(() => first.click())).close();
    await control.reload();
    await control.getByRole('button', { name: 'End Weekly planning' }).click();
    await expect(invitation(alice.center, 'Weekly planning')).toContainText('Ended');

    await bob.write('That was quick. And now the design?');
    const zoom = await alice.tabOpenedBy(() => alice.write('/zoom start Design review'));
    await zoom.close();
    await expect(invitation(bob.center, 'Design review')).toBeVisible();
    await bob.page.bringToFront();
    await bob.page.mouse.move(0, 0);
    mkdirSync(IMAGES, { recursive: true });
    await bob.page.screenshot({ path: join(IMAGES, 'demo.png') });
});
