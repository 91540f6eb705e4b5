/** The texts that people read. English is complete; another language may have gaps. */
import { useIntl } from 'react-intl';

import en from './en.json';

/** The name of a text; the English file is the list of them. */
export type TextId = keyof typeof en;

type Values = Record<string, string | number>;

const languages: Record<string, Partial<Record<TextId, string>> | undefined> = { en };

/** All texts in a language, with the English text where that language has none. */
export function translationsOf(locale: string): Record<TextId, string> {
    return { ...en, ...languages[locale] };
}

/** A text without values, for places that Mattermost draws without its translations. */
export function plainText(locale: string, id: TextId): string {
    return translationsOf(locale)[id];
}

/** The texts in the language of the page, for use while drawing. */
export function useText(): (id: TextId, values?: Values) => string {
    const intl = useIntl();
    return (id, values) => intl.formatMessage({ id, defaultMessage: en[id] }, values);
}
