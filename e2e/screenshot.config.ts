import { defineConfig } from '@playwright/test';

import { browser } from './support/browser';

/** Makes the picture of the README: `npm run screenshot`. */
export default defineConfig({
    ...browser,
    testDir: 'screenshot',
    outputDir: 'artifacts/results',
    reporter: [['list']],
});
