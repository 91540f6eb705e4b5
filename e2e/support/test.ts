/** The tests' fixtures: the two servers, and people with a browser of their own each. */
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { join } from 'node:path';

import { Person } from './person';
import { ARTIFACTS } from './process';
import { startWorld, type World } from './world';
import { Zoom } from './zoom';

interface WorkerFixtures {
    /** Scopes that the Zoom app of these tests lacks. */
    withheldScopes: string[];
    world: World;
    alice: Person;
    bob: Person;
    /** The system admin. */
    admin: Person;
    /** Zoom's control page, in a browser where nobody is logged in. */
    control: Page;
    /** What happens in Zoom by itself. */
    zoom: Zoom;
}

export const test = base.extend<object, WorkerFixtures>({
    withheldScopes: [[], { option: true, scope: 'worker' }],
    world: [
        async ({ withheldScopes }, use) => {
            const world = await startWorld(withheldScopes);
            await use(world);
            await world.stop();
        },
        { scope: 'worker', timeout: 120_000 },
    ],
    alice: [
        async ({ browser, world }, use) => {
            const context = await browser.newContext(contextOptions);
            await use(await Person.logIn(context, world, 'alice', 'Alice-password-1'));
            await context.close();
        },
        { scope: 'worker' },
    ],
    bob: [
        async ({ browser, world }, use) => {
            const context = await browser.newContext(contextOptions);
            await use(await Person.logIn(context, world, 'bob', 'Bob-password-1'));
            await context.close();
        },
        { scope: 'worker' },
    ],
    admin: [
        async ({ browser, world }, use) => {
            const context = await browser.newContext(contextOptions);
            await use(await Person.logIn(context, world, 'admin', 'Admin-password-1'));
            await context.close();
        },
        { scope: 'worker' },
    ],
    control: [
        async ({ browser, world }, use) => {
            const context: BrowserContext = await browser.newContext(contextOptions);
            const page = await context.newPage();
            await page.goto(world.zoom);
            await use(page);
            await context.close();
        },
        { scope: 'worker' },
    ],
    zoom: [
        async ({ world }, use) => {
            await use(new Zoom(world));
        },
        { scope: 'worker' },
    ],
});

const contextOptions = {
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
};

export { expect } from '@playwright/test';

/** Puts the plugin's settings, by the names that the System Console gives them. */
export async function setSettings(admin: Person, settings: Record<string, unknown>): Promise<void> {
    const PluginSettings = { Plugins: { zoom: settings } };
    await admin.api('PUT', '/api/v4/config/patch', { PluginSettings });
}

/**
 * Keeps a picture of a page for people to look at. On a loaded machine Chromium may have no frame
 * of a window that lies behind another yet, and refuses the first attempt.
 */
export async function picture(page: Page, name: string): Promise<void> {
    await expect(async () => {
        await page.bringToFront();
        await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), timeout: 5_000 });
    }).toPass({ timeout: 30_000 });
}
