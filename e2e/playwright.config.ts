import { defineConfig } from '@playwright/test';

import { browser } from './support/browser';

export default defineConfig({
    ...browser,
    testDir: 'story',
    outputDir: 'artifacts/results',
    reporter: [['list']],
});
