import { readFileSync } from 'node:fs';

import { defineConfig } from 'vite';

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    version: string;
};

// One classic script that Mattermost loads by a <script> tag: it must not be an ES module, it
// must not split, and it must use the React of the host.
export default defineConfig({
    oxc: { jsx: { runtime: 'classic' } },
    build: {
        target: 'es2020',
        sourcemap: 'hidden',
        lib: {
            entry: 'src/index.ts',
            name: 'ZoomPlugin',
            formats: ['iife'],
            fileName: () => 'main.js',
        },
        rolldownOptions: {
            external: ['react', 'react-intl'],
            output: {
                banner: `/*! Zoom for Mattermost ${manifest.version}, Apache-2.0 */`,
                globals: { react: 'React', 'react-intl': 'ReactIntl' },
            },
        },
    },
    test: {
        environment: 'jsdom',
        environmentOptions: {
            jsdom: { url: 'https://chat.example.com/team/channels/town-square' },
        },
        include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'],
        setupFiles: ['test/setup.ts'],
        restoreMocks: true,
    },
} as Parameters<typeof defineConfig>[0]);
