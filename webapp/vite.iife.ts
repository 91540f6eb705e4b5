/** How both scripts are built: classic, in one piece, with the React of the page around them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { UserConfig } from 'vite';

const manifest = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    version: string;
};

const jsx = fileURLToPath(new URL('src/jsx.ts', import.meta.url));

/** One classic script: Mattermost loads it by a <script> tag, so it must not be an ES module. */
export function iife(entry: string, name: string, file: string, outDir: string): UserConfig {
    return {
        define: { PLUGIN_VERSION: JSON.stringify(manifest.version) },
        // Mattermost 10 and 11 have no React.jsx: JSX becomes the classic createElement.
        oxc: { jsx: { runtime: 'classic', pragma: '__jsx', pragmaFrag: '__fragment' } },
        publicDir: false,
        build: {
            target: 'es2020',
            outDir,
            emptyOutDir: true,
            lib: { entry, name, formats: ['iife'], fileName: () => file },
            rolldownOptions: {
                external: ['react', 'react-intl'],
                transform: { inject: { __jsx: [jsx, 'h'], __fragment: [jsx, 'Fragment'] } },
                output: {
                    banner: `/*! Zoom for Mattermost ${manifest.version}, Apache-2.0 */`,
                    globals: { react: 'React', 'react-intl': 'ReactIntl' },
                },
            },
        },
    };
}
