/**
 * The texts that people read. English is complete and part of the script; every other language is
 * a file below `public/i18n/` that only those fetch who read it, and may have gaps.
 */
import { useIntl } from 'react-intl';

import { readTexts } from '../api';

import en from './en.json';

/** The name of a text; the English file is the list of them. */
export type TextId = keyof typeof en;

/** The languages besides English, by the names that Mattermost gives them. */
export const LANGUAGES = ['de', 'es', 'fr', 'ja', 'ko', 'pl', 'pt-BR', 'uk', 'zh-CN'];

/** Keeps the languages that have been fetched. */
export class Texts {
    private readonly languages = new Map<string, Record<string, unknown> | 'asked'>();

    /** `onArrival` is called when a language has come that was given in English before. */
    constructor(private readonly onArrival: () => void) {}

    /** All texts in a language; in English what that language has not, or not yet. */
    of(locale: string): Record<TextId, string> {
        const known = this.languages.get(locale);
        if (known === undefined && LANGUAGES.includes(locale)) {
            void this.fetch(locale);
        }
        return typeof known === 'object' ? withEnglish(known) : en;
    }

    private async fetch(locale: string): Promise<void> {
        this.languages.set(locale, 'asked');
        const texts = await readTexts(locale);
        if (texts) {
            this.languages.set(locale, texts);
            this.onArrival();
        } else {
            // The next question asks the server again.
            this.languages.delete(locale);
        }
    }
}

/**
 * Fills the gaps of a language. What is no text or has no name of ours is left out; the texts of
 * the System Console, whose English is in a script of its own, stay.
 */
export function withEnglish(texts: Record<string, unknown>): Record<TextId, string> {
    const ours = Object.entries(texts).filter(
        ([id, text]) => id.startsWith('zoom.') && typeof text === 'string' && text !== '',
    );
    return { ...en, ...(Object.fromEntries(ours) as Partial<Record<TextId, string>>) };
}

/** The texts in the language of the page, for use while drawing. */
export const useText = (): TextOf<TextId> => useTextOf(en);

/** Gives a text by its name, with values for its placeholders. */
export type TextOf<Id> = (id: Id, values?: Record<string, string | number>) => string;

/** The same for a table of English texts. */
export function useTextOf<Id extends string>(english: Record<Id, string>): TextOf<Id> {
    const intl = useIntl();
    return (id, values) => intl.formatMessage({ id, defaultMessage: english[id] }, values);
}
