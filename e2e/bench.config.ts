import { defineConfig } from '@playwright/test';

import { browser } from './support/browser';

/** What the web app costs a page: `npm run bench`, once `npm run bench` in webapp/ made the page. */
export default defineConfig({
    ...browser,
    testDir: 'bench',
    outputDir: 'artifacts/bench-results',
    reporter: [['line']],
});
