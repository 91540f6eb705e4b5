import { defineConfig } from 'vite';

import { iife } from './vite.iife.ts';

/** The page for system admins, which nobody else loads; the plugin's public folder serves it. */
export default defineConfig(
    iife(
        'src/system_console/index.ts',
        'ZoomSystemConsole',
        'system_console.js',
        '../public/system_console',
    ),
);
