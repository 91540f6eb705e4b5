/** The pictures of the guides: docs/images/. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Locator } from '@playwright/test';

import { invitation } from '../support/person';
import { expect, test } from '../support/test';

const IMAGES = join(import.meta.dirname, '../../docs/images');
mkdirSync(IMAGES, { recursive: true });

/** A part of the page with some of what is around it. */
async function keep(part: Locator, name: string, around = 16): Promise<void> {
    const box = await part.boundingBox();
    if (!box) {
        throw new Error(`${name} is not to be seen`);
    }
    const page = part.page();
    await page.bringToFront();
    await page.mouse.move(0, 0);
    await page.screenshot({
        path: join(IMAGES, `${name}.png`),
        clip: {
            x: Math.max(0, box.x - around),
            y: Math.max(0, box.y - around),
            width: box.width + 2 * around,
            height: box.height + 2 * around,
        },
    });
}

test('docs/images/invitation.png', async ({ alice, bob }) => {
    await alice.connectZoom('Alice');
    await alice.makeChannel('Design', bob);
    await bob.write('Shall we go through the new sidebar together?');
    await alice.startByCommand('Design review');
    await expect(invitation(bob.center, 'Design review')).toBeVisible();
    await bob.page.setViewportSize({ width: 1000, height: 500 });
    await bob.page.screenshot({ path: join(IMAGES, 'invitation.png') });
});

test('docs/images/live.png', async ({ alice, bob, zoom }) => {
    await bob.connectZoom('Bob');
    await alice.makeChannel('Planning', bob);
    await alice.startByCommand('Weekly planning');
    const meeting = await zoom.meeting('Weekly planning');
    for (const name of ['bob@example.com', 'Carla', 'Dora']) {
        await meeting.join(name);
    }
    const post = invitation(alice.center, 'Weekly planning');
    await expect(post).toContainText('4 people are in');
    await expect(post.getByRole('button', { name: 'End meeting' })).toBeVisible();
    await keep(post, 'live', 4);
});

test('docs/images/panel.png', async ({ alice }) => {
    await alice.write('/zoom schedule "Retrospective" tomorrow 15:00 45m');
    await expect(invitation(alice.center, 'Retrospective')).toBeVisible();
    await alice.togglePanel();
    await expect(alice.panel.getByRole('listitem').filter({ hasText: 'Retro' })).toBeVisible();
    await expect(alice.panel).toContainText('4 people are in');
    await alice.page.setViewportSize({ width: 1100, height: 660 });
    await alice.page.mouse.move(0, 0);
    await alice.page.screenshot({ path: join(IMAGES, 'panel.png') });
    await alice.togglePanel();
});

test('docs/images/settings.png', async ({ alice }) => {
    const settings = await alice.openZoomSettings();
    await expect(settings.getByRole('radio', { name: 'A new ID for each meeting' })).toBeChecked();
    await keep(settings, 'settings', 0);
});

test('docs/images/console.png', async ({ admin, world }) => {
    await admin.page.setViewportSize({ width: 1200, height: 1800 });
    await admin.page.goto(`${world.mattermost}/admin_console/plugins/plugin_zoom`);
    const setUp = admin.page.locator('.zoom-setup');
    await expect(setUp).toContainText('meeting:write:meeting');
    await keep(setUp, 'console');
});
