/** The fixtures of these tests: the people are connected to Zoom, whichever test comes first. */
import { test as base } from '../support/test';

export { expect, picture, setSettings } from '../support/test';

export const test = base.extend<object, { connected: boolean }>({
    connected: [
        async ({ alice, bob }, use) => {
            await alice.connectZoom('Alice');
            await bob.connectZoom('Bob');
            await use(true);
        },
        { scope: 'worker', auto: true },
    ],
});
