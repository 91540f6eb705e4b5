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
        const box = this.page.getByLabel(/^Write to/);
        await box.fill(text);
        await box.press('Enter');
    }

    /** Writes into the thread that is open. */
    async reply(text: string): Promise<void> {
        const box = this.page.getByLabel(/^Reply to/);
        await box.fill(text);
        await box.press('Enter');
    }

    /** Opens the thread of a message in the channel. */
    async openThread(message: string): Promise<void> {
        const post = this.center.getByRole('article').filter({ hasText: message });
        await post.hover();
        await post.getByRole('button', { name: 'Reply', exact: true }).click();
        await this.thread.waitFor();
    }

    async closeThread(): Promise<void> {
        await this.thread.getByRole('button', { name: 'Close' }).click();
        await this.thread.waitFor({ state: 'detached' });
    }

    /** Asks Mattermost for something as this person's page does. */
    api<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
        return this.page.evaluate(
            async ([how, where, what]) => {
                const answer = await fetch(where, {
                    method: how,
                    headers: {
                        'Content-Type': 'application/json',
                        'X-Requested-With': 'XMLHttpRequest',
                    },
                    ...(what === undefined ? {} : { body: JSON.stringify(what) }),
                });
                if (!answer.ok) {
                    throw new Error(`${how} ${where}: ${answer.status} ${await answer.text()}`);
                }
                return (await answer.json()) as T;
            },
            [method, path, body] as const,
        );
    }

    /** Makes a channel with others in it, and goes there; each test has a place of its own. */
    async makeChannel(name: string, ...others: Person[]): Promise<string> {
        const [team] = await this.api<{ id: string }[]>('GET', '/api/v4/users/me/teams');
        const channel = await this.api<{ id: string }>('POST', '/api/v4/channels', {
            team_id: team?.id,
            name: name.toLowerCase().replaceAll(' ', '-'),
            display_name: name,
            type: 'O',
        });
        for (const other of others) {
            const { id } = await other.api<{ id: string }>('GET', '/api/v4/users/me');
            await this.api('POST', `/api/v4/channels/${channel.id}/members`, { user_id: id });
        }
        for (const person of [this, ...others]) {
            await person.openChannel(name);
        }
        return channel.id;
    }

    /** Connects the person's Zoom account. */
    async connectZoom(name: string): Promise<void> {
        await this.write('/zoom connect');
        const link = this.center.getByRole('link', { name: /connect your Zoom account/ }).last();
        const consent = await this.tabOpenedBy(() => link.click());
        await consent.getByLabel(name).check();
        await consent.getByRole('button', { name: 'Allow' }).click();
        await this.center.getByText('Your Zoom account is connected').waitFor();
        if (!consent.isClosed()) {
            await consent.close();
        }
    }

    /** Presses the button, and closes the meeting that opens. */
    async startByButton(): Promise<void> {
        await (await this.tabOpenedBy(() => this.zoomButton.click())).close();
    }

    /** Types `/zoom start`, and closes the meeting that opens. */
    async startByCommand(topic: string): Promise<void> {
        await (await this.tabOpenedBy(() => this.write(`/zoom start ${topic}`))).close();
    }

    /** The meeting posts in the channel, whatever they are about. */
    get meetings(): Locator {
        return this.center.getByTestId('zoom-meeting-post');
    }

    /** Opens the tab Zoom among the person's settings. */
    async openZoomSettings(): Promise<Locator> {
        await this.page.getByRole('button', { name: /^Menu of/ }).click();
        await this.page.getByRole('button', { name: 'Settings', exact: true }).click();
        await this.page.getByRole('tab', { name: 'Zoom' }).click();
        return this.page.getByRole('dialog', { name: 'Settings' });
    }

    /** The channel, without the thread beside it. */
    get center(): Locator {
        return this.page.getByRole('main');
    }

    /** The thread that is open. */
    get thread(): Locator {
        return this.page.getByRole('complementary', { name: 'Thread' });
    }

    /** The panel of the plugin, which is open. */
    get panel(): Locator {
        return this.page.getByRole('complementary', { name: 'Zoom meetings' });
    }

    /** Opens the panel of the plugin by its icon, or closes it. */
    async togglePanel(): Promise<void> {
        await this.page.getByRole('button', { name: 'Zoom meetings', exact: true }).click();
    }

    /** Wears one of Mattermost's themes. */
    async wear(theme: string): Promise<void> {
        await this.page.getByRole('combobox', { name: 'Theme', exact: true }).selectOption(theme);
    }

    /** What the plugin says about a press of its button. */
    get notice(): Locator {
        return this.page.locator('.zoom-notices');
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
    return place.getByRole('group', { name: `Zoom meeting: ${topic}` });
}
