/** A person with a browser: what they do in Mattermost and in Zoom. */
import type { BrowserContext, Locator, Page } from '@playwright/test';

import type { World } from './world';

export class Person {
    private constructor(
        readonly page: Page,
        private readonly context: BrowserContext,
    ) {}

    /** Opens Mattermost and logs in. */
    static async logIn(
        context: BrowserContext,
        world: World,
        name: string,
        password: string,
    ): Promise<Person> {
        const page = await context.newPage();
        await page.goto(world.mattermost);
        await page.getByLabel('Email or username').fill(name);
        await page.getByLabel('Password').fill(password);
        await page.getByRole('button', { name: 'Log in' }).click();
        await page.getByRole('heading', { name: 'Town Square' }).waitFor();
        return new Person(page, context);
    }

    async openChannel(name: string): Promise<void> {
        await this.page
            .getByRole('navigation', { name: 'Channels' })
            .getByRole('button', { name })
            .click();
        await this.page.getByRole('heading', { name, exact: true }).waitFor();
    }

    /** Writes into the channel on the screen. */
    async write(text: string): Promise<void> {
        const box = this.page.getByRole('combobox', { name: /^Write to/ });
        await box.fill(text);
        await box.press('Enter');
    }

    /** Writes into the thread that is open. */
    async reply(text: string): Promise<void> {
        const box = this.page.getByRole('combobox', { name: /^Reply to/ });
        await box.fill(text);
        await box.press('Enter');
    }

    /** Opens the thread of a message in the channel. */
    async openThread(message: string): Promise<void> {
        const post = this.center.getByRole('article').filter({ hasText: message });
        await post.hover();
        await post.getByRole('button', { name: 'Reply' }).click();
        await this.thread.waitFor();
    }

    async closeThread(): Promise<void> {
        await this.thread.getByRole('button', { name: 'Close' }).click();
        await this.thread.waitFor({ state: 'detached' });
    }

    /** The channel, without the thread beside it. */
    get center(): Locator {
        return this.page.getByRole('main');
    }

    /** The thread that is open. */
    get thread(): Locator {
        return this.page.getByRole('complementary', { name: 'Thread' });
    }

    /** The button of the plugin in the app bar. */
    get zoomButton(): Locator {
        return this.page.getByRole('button', { name: 'Start a Zoom meeting' });
    }

    /** Does something and answers with the tab that it opens. */
    async tabOpenedBy(act: () => Promise<void>): Promise<Page> {
        const opened = this.context.waitForEvent('page');
        await act();
        const tab = await opened;
        await tab.waitForLoadState();
        return tab;
    }

    /** How many tabs this browser has. */
    tabs(): number {
        return this.context.pages().length;
    }
}

/** The invitation to a meeting, in a channel or a thread. */
export function invitation(place: Locator, topic: string): Locator {
    return place.getByRole('region', { name: `Zoom meeting: ${topic}` });
}
