import { defineConfig } from 'vite';

// Addresses are relative: index.html has a <base>, which the server sets to the path of its site.
export default defineConfig({
    base: './',
    oxc: { jsx: { runtime: 'classic' } },
    build: { target: 'es2020', chunkSizeWarningLimit: 1_000 },
    test: {
        environment: 'jsdom',
        environmentOptions: { jsdom: { url: 'https://chat.example.com/' } },
        include: ['src/**/*.test.{ts,tsx}'],
        setupFiles: ['src/test_setup.ts'],
        restoreMocks: true,
    },
} as Parameters<typeof defineConfig>[0]);
