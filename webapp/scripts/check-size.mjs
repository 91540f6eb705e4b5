// Fails the build when the web app grows beyond what every person's browser should have to load.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMITS = { raw: 60_000, gzipped: 18_000 };

const bundle = readFileSync(new URL('../dist/main.js', import.meta.url));
const sizes = { raw: bundle.length, gzipped: gzipSync(bundle).length };

for (const [kind, size] of Object.entries(sizes)) {
    console.log(`main.js ${kind}: ${size} of at most ${LIMITS[kind]} bytes`);
    if (size > LIMITS[kind]) {
        process.exitCode = 1;
    }
}
