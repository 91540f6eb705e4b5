import { defineConfig } from 'vitest/config';

import { iife } from './vite.iife.ts';

interface React {
    version: string;
    /** The name under which npm has it. */
    name: string;
    setupFiles: string[];
    include: string[];
}

/** The tests with one React. */
const withReact = ({ version, name, setupFiles, include }: React) => ({
    // In Node, JSX needs none of the names that the build gives it.
    oxc: { jsx: { runtime: 'automatic' as const } },
    define: { PLUGIN_VERSION: JSON.stringify('0.0.0') },
    resolve: { alias: { 'react-dom': `${name}-dom`, react: name } },
    test: {
        name: `react-${version}`,
        provide: { react: version },
        environment: 'jsdom',
        environmentOptions: {
            jsdom: { url: 'https://chat.example.com/team/channels/town-square' },
        },
        include,
        setupFiles: [...setupFiles, 'test/setup.ts'],
        restoreMocks: true,
        server: { deps: { inline: ['react-intl'] } },
    },
});

const unit = ['src/**/*.test.{ts,tsx}'];

/** `main.js`: what every page of Mattermost loads; and the tests. */
export default defineConfig({
    ...iife('src/index.ts', 'ZoomPlugin', 'main.js', 'dist'),
    test: {
        projects: [
            withReact({
                version: '18',
                name: 'react',
                setupFiles: [],
                include: [...unit, 'test/**/*.test.ts'],
            }),
            withReact({
                version: '19',
                name: 'react19',
                setupFiles: ['test/react_19.ts'],
                include: unit,
            }),
        ],
    },
});
