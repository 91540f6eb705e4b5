import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const BROWSER = ['document', 'location', 'sessionStorage', 'URLSearchParams'];

export default tseslint.config(
    { ignores: ['dist', 'node_modules'] },
    js.configs.recommended,
    {
        files: ['public/*.js'],
        languageOptions: { globals: Object.fromEntries(BROWSER.map((name) => [name, 'readonly'])) },
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
            '@typescript-eslint/no-confusing-void-expression': 'off',
            '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_' }],
            '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
        },
    },
);
