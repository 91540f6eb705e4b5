/** What a meeting post costs in a browser, beside what it may cost. Speed fails no test. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { test } from '@playwright/test';

const PAGE = join(import.meta.dirname, '../../dist/bench.html');
const CEILING_MS = 2;

interface Benchmark {
    draw: number;
    change: number;
    passOver: number;
}

test('a meeting post', async ({ page }) => {
    await page.goto(pathToFileURL(PAGE).href);
    await page.waitForFunction(() => 'benchmark' in window);
    const { draw, change, passOver } = await page.evaluate(
        () => (window as unknown as { benchmark: Benchmark }).benchmark,
    );
    const mark = draw > CEILING_MS ? '  ABOVE' : '';
    console.log(
        `web app: a post drawn        ${draw.toFixed(3)} ms, at most ${CEILING_MS} ms${mark}`,
    );
    console.log(`web app: one of 200 changed   ${change.toFixed(3)} ms`);
    console.log(`web app: an action passed by  ${(passOver * 1000).toFixed(1)} µs for each post`);
});
