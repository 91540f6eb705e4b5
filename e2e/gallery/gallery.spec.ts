/** The gallery of webapp/: every state of every component, in each of the standard themes. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

import { ARTIFACTS } from '../support/process';

const GALLERY = process.env.GALLERY ?? join(import.meta.dirname, '../../dist/gallery.html');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const THEMES = ['denim', 'sapphire', 'quartz', 'indigo', 'onyx'];

for (const theme of THEMES) {
    test(`axe finds nothing in ${theme}`, async ({ page }) => {
        await page.setViewportSize({ width: 1000, height: 900 });
        await page.goto(`${pathToFileURL(GALLERY).href}?theme=${theme}`);
        await page.getByText('Zoom OAuth Client ID is empty').waitFor();
        await page.screenshot({ path: join(ARTIFACTS, `gallery-${theme}.png`), fullPage: true });
        // What is folded away is looked at, too.
        for (const details of await page.locator('summary').all()) {
            await details.click();
        }

        expect(await violations(page)).toEqual([]);
    });
}

/** What axe has against a page, each with the element that it means. */
async function violations(page: Page): Promise<string[]> {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
        const { axe } = window as unknown as {
            axe: { run: (options: object) => Promise<AxeResults> };
        };
        const results = await axe.run({ resultTypes: ['violations'] });
        return results.violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`),
        );
    });
}
