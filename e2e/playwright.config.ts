import { defineConfig } from '@playwright/test';

import { browser } from './support/browser';

/** Each project has servers of its own: the story begins where nobody is connected to Zoom. */
export default defineConfig({
    ...browser,
    projects: ['story', 'see', 'gallery'].map((name) => ({ name, testDir: name })),
    outputDir: 'artifacts/results',
    reporter: [['list']],
});
