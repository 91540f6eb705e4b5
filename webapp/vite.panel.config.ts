import { defineConfig } from 'vite';

import { iife } from './vite.iife.ts';

/** The panel at the right, loaded by those who open it; the plugin's public folder serves it. */
export default defineConfig(iife('src/panel/index.ts', 'ZoomPanel', 'panel.js', '../public/panel'));
