/** The browser, and how long it may take. */
import type { PlaywrightTestConfig } from '@playwright/test';

export const browser: PlaywrightTestConfig = {
    // The tests share two servers, and their story goes on from one to the next.
    workers: 1,
    retries: 0,
    timeout: 60_000,
    expect: { timeout: 10_000 },
    use: {
        actionTimeout: 10_000,
        locale: 'en-US',
        viewport: { width: 1280, height: 800 },
        launchOptions: {
            executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
            args: [
                '--no-sandbox',
                '--disable-gpu',
                // Several people's windows lie behind one another; each has to go on drawing.
                '--disable-backgrounding-occluded-windows',
                '--disable-renderer-backgrounding',
                '--disable-background-timer-throttling',
                '--disable-quic',
                '--no-first-run',
                '--disable-background-networking',
                '--disable-component-update',
                '--disable-sync',
            ],
        },
    },
};
