import js from '@eslint/js';
import tseslint from 'typescript-eslint';

export default tseslint.config({ ignores: ['artifacts', 'node_modules'] }, js.configs.recommended, {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
        parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
        '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
});
