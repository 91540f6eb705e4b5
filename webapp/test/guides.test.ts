/** The guides say what the plugin says: messages by their very text, settings, scopes and events. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import webTexts from '../src/i18n/en.json';
import panelTexts from '../src/panel/en.json';
import { EVENTS, SCOPES, scopeName } from '../src/system_console/zoom_app';

const root = join(import.meta.dirname, '../..');
const fileAt = (path: string) => readFileSync(join(root, path), 'utf8');
const admin = fileAt('docs/admin.md');
const guides = { 'docs/admin.md': admin, 'docs/usage.md': fileAt('docs/usage.md') };

const serverTexts = JSON.parse(fileAt('assets/i18n/en.json')) as Record<string, string>;
const texts = [
    ...Object.values(serverTexts),
    ...Object.values(webTexts),
    ...Object.values(panelTexts),
];

/** The messages that a guide quotes: its block quotes, a … standing for what changes. */
const quotes = (guide: string) =>
    [...guide.matchAll(/^> (.+)$/gm)].flatMap(([, quote]) => quote ?? []);

function isSaid(quote: string): boolean {
    const parts = quote.split('…').map((part) => part.trim());
    return texts.some((text) => parts.every((part) => text.includes(part)));
}

describe.each(Object.entries(guides))('%s', (name, guide) => {
    it('quotes messages that exist', () => {
        expect(quotes(guide).length).toBeGreaterThan(5);
        expect(quotes(guide).filter((quote) => !isSaid(quote))).toEqual([]);
    });

    it('links to pages, pictures and headings that exist', () => {
        const slug = (heading: string) =>
            heading
                .toLowerCase()
                .replace(/[^\p{L}\p{N} -]/gu, '')
                .replaceAll(' ', '-');
        const slugs = [...guide.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => slug(heading ?? ''));
        const targets = [...guide.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');
        const dead = targets.filter((target) => {
            if (target.startsWith('#')) {
                return !slugs.includes(target.slice(1));
            }
            return !target.startsWith('https:') && !existsSync(join(root, 'docs', target));
        });
        expect(dead, name).toEqual([]);
    });
});

describe('the guide for admins', () => {
    const manifest = JSON.parse(fileAt('plugin.json')) as {
        settings_schema: { settings: { display_name: string; type: string }[] };
    };
    const labels = manifest.settings_schema.settings
        .filter(({ type }) => type !== 'custom')
        .map(({ display_name }) => display_name);

    it('explains each setting', () => {
        expect(labels.filter((label) => !admin.includes(`\n| ${label} |`))).toEqual([]);
    });

    it('names the scopes of both kinds of app, and the events', () => {
        const scopes = SCOPES.flatMap((scope) => [scopeName(scope, false), scopeName(scope, true)]);
        expect(scopes.filter((scope) => !admin.includes(`| \`${scope}\` |`))).toEqual([]);
        const rows = EVENTS.map(({ label, name }) => `| ${label} | \`${name}\` |`);
        expect(rows.filter((row) => !admin.includes(row))).toEqual([]);
    });
});

describe('the demo', () => {
    it('ticks the events and scopes that the plugin can make use of', () => {
        const demo = fileAt('xtask/src/demo.rs');
        const ticked = [...demo.matchAll(/^ {4}"([a-z_]+[.:][\w.:]+)",$/gm)];
        const names = [...EVENTS, ...SCOPES].map(({ name }) => name);
        expect(ticked.map(([, name]) => name)).toEqual(names);
    });
});
