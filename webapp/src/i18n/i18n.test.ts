import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createIntl } from 'react-intl';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { readTexts } from '../api';

import panelEn from '../panel/en.json';
import consoleEn from '../system_console/en.json';

import en from './en.json';
import { LANGUAGES, Texts, withEnglish } from './index';

vi.mock('../api', async (original) => ({ ...(await original<object>()), readTexts: vi.fn() }));

const read = vi.mocked(readTexts);
const FILES = join(import.meta.dirname, '../../../public/i18n');
const SERVER = join(import.meta.dirname, '../../../assets/i18n');

type Table = Record<string, string>;
const tableOf = (locale: string) =>
    JSON.parse(readFileSync(join(FILES, `${locale}.json`), 'utf8')) as Table;

/** What every other language has in one file. */
const all: Table = { ...en, ...consoleEn, ...panelEn };

/** The names in braces, each once. */
const placeholders = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? ''))].sort();

beforeEach(() => {
    read.mockReset();
});

describe('Texts', () => {
    it('has English at once, and asks nobody for it', () => {
        expect(new Texts(vi.fn()).of('en')).toEqual(en);
        expect(new Texts(vi.fn()).of('xx')).toEqual(en);
        expect(read).not.toHaveBeenCalled();
    });

    it('gives English until the language has come, and tells when it has', async () => {
        read.mockResolvedValue({ 'zoom.notice.close': 'Schließen' });
        const arrived = vi.fn();
        const texts = new Texts(arrived);
        expect(texts.of('de')['zoom.notice.close']).toBe('Close');
        texts.of('de');
        expect(read).toHaveBeenCalledTimes(1);

        await vi.waitFor(() => {
            expect(arrived).toHaveBeenCalledTimes(1);
        });

        expect(texts.of('de')['zoom.notice.close']).toBe('Schließen');
        expect(texts.of('de')['zoom.button.start']).toBe(en['zoom.button.start']);
    });

    it('asks again after a failure', async () => {
        read.mockResolvedValue(undefined);
        const texts = new Texts(vi.fn());
        texts.of('de');
        await vi.waitFor(() => {
            texts.of('de');
            expect(read).toHaveBeenCalledTimes(2);
        });
    });
});

describe('withEnglish', () => {
    it('takes no text that is empty, unknown or none', () => {
        const texts = { 'zoom.notice.close': '', 'zoom.notice.open': 7, 'other.id': 'x' };

        expect(withEnglish(texts)).toEqual(en);
    });
});

describe('the languages', () => {
    it('are those with a file, and those that the server speaks', () => {
        const files = readdirSync(FILES).map((name) => name.replace('.json', ''));
        expect(files.sort()).toEqual([...LANGUAGES].sort());
        const server = existsSync(SERVER) ? readdirSync(SERVER) : [];
        for (const name of server.filter((file) => file.endsWith('.json'))) {
            expect(['en', ...LANGUAGES]).toContain(name.replace('.json', ''));
        }
    });

    it.each(LANGUAGES)('%s has every text, with the same values in it', (locale) => {
        const table = tableOf(locale);

        expect(Object.keys(table)).toEqual(Object.keys(all));
        for (const [id, text] of Object.entries(all)) {
            expect([id, placeholders(table[id] ?? '')]).toEqual([id, placeholders(text)]);
        }
    });

    it.each(['en', ...LANGUAGES])('%s can be formatted, with every form of a number', (locale) => {
        const messages: Table = locale === 'en' ? all : tableOf(locale);
        const errors: unknown[] = [];
        const intl = createIntl({ locale, messages, onError: (error) => errors.push(error) });
        for (const [id, text] of Object.entries(messages)) {
            for (const number of [1, 2, 5, 21]) {
                const values = placeholders(text).map((name): [string, number] => [name, number]);
                const written = intl.formatMessage({ id }, Object.fromEntries(values));
                expect(written).not.toMatch(/[{}]|^$/);
            }
        }
        expect(errors).toEqual([]);
    });
});
