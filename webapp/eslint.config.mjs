import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const hostGlobals = ['window', 'document', 'navigator', 'location', 'history', 'globalThis'];

export default tseslint.config(
    { ignores: ['dist', 'node_modules'] },
    js.configs.recommended,
    {
        files: ['**/*.mjs'],
        languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
    },
    {
        files: ['**/*.{ts,tsx}'],
        extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
        },
        plugins: { 'react-hooks': reactHooks },
        rules: {
            ...reactHooks.configs.recommended.rules,
            '@typescript-eslint/consistent-type-imports': 'error',
            '@typescript-eslint/switch-exhaustiveness-check': 'error',
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
        },
    },
    {
        // The page around us is read in one file, and our server is called from one file.
        files: ['src/**/*.{ts,tsx}'],
        ignores: ['src/**/*.test.{ts,tsx}', 'src/host.ts'],
        rules: {
            'no-restricted-globals': [
                'error',
                ...hostGlobals.map((name) => ({ name, message: 'Only host.ts reads the page.' })),
                { name: 'fetch', message: 'Only api.ts calls our server.' },
            ],
        },
    },
    {
        files: ['src/api.ts'],
        rules: {
            'no-restricted-globals': [
                'error',
                ...hostGlobals.map((name) => ({ name, message: 'Only host.ts reads the page.' })),
            ],
        },
    },
);
