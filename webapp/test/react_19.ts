/**
 * Gives React 19 to the packages that ask for `react`: npm installs it under another name, beside
 * the React 18 of the other tests. Our own files get it by an alias in vite.config.ts.
 */
import Module from 'node:module';

interface Resolver {
    _resolveFilename: (request: string, ...rest: unknown[]) => string;
}

const resolver = Module as unknown as Resolver;
const resolveFilename = resolver._resolveFilename.bind(Module);

resolver._resolveFilename = (request, ...rest) =>
    resolveFilename(request.replace(/^react(-dom)?(?=\/|$)/, 'react19$1'), ...rest);
