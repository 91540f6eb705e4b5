import { defineConfig } from 'vite';

/** What stands for React and what goes with it in a build for another version than the usual 18. */
const VERSIONS: Record<string, { find: RegExp; replacement: string }[] | undefined> = {
    'react-17': [
        // Below React 18 there is no such entry.
        {
            find: /^react-dom\/client$/,
            replacement: new URL('src/mount/no_client.ts', import.meta.url).pathname,
        },
        { find: /^react(-dom)?$/, replacement: 'react$1-17' },
        { find: /^react(-dom)?\/(.*)$/, replacement: 'react$1-17/$2' },
        { find: /^react-redux$/, replacement: 'react-redux-7' },
    ],
    'react-19': [
        { find: /^react(-dom)?$/, replacement: 'react$1-19' },
        { find: /^react(-dom)?\/(.*)$/, replacement: 'react$1-19/$2' },
    ],
};

// One script for each React; `public/boot.js` loads the one that the page's address asks for.
export default defineConfig(({ mode }) => ({
    base: './',
    oxc: { jsx: { runtime: 'classic' } },
    resolve: { alias: VERSIONS[mode] ?? [] },
    build: {
        target: 'es2020',
        chunkSizeWarningLimit: 1_000,
        // The first build empties the folder, the others add to it.
        emptyOutDir: !VERSIONS[mode],
        rolldownOptions: {
            input: 'src/main.tsx',
            output: {
                entryFileNames: `assets/${VERSIONS[mode] ? mode : 'react-18'}.js`,
                assetFileNames: 'assets/style[extname]',
            },
        },
    },
    test: {
        environment: 'jsdom',
        environmentOptions: { jsdom: { url: 'https://chat.example.com/' } },
        include: ['src/**/*.test.{ts,tsx}'],
        setupFiles: ['src/test_setup.ts'],
        restoreMocks: true,
    },
})) as ReturnType<typeof defineConfig>;
