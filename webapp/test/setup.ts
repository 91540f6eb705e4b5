import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(() => {
    cleanup();
});

declare module 'vitest' {
    interface ProvidedContext {
        /** The major version of the React that the tests run with. */
        react: string;
    }
}
