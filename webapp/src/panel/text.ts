/** The texts of the panel, beside those of the posts, whose parts it shows as well. */
import { useTextOf, type TextId as MainTextId, type TextOf } from '../i18n';
import main from '../i18n/en.json';

import en from './en.json';

/** The name of a text that the panel uses. */
export type TextId = keyof typeof en | MainTextId;

const all = { ...main, ...en };

/** The texts in the language of the page, for use while drawing. */
export const useText = (): TextOf<TextId> => useTextOf<TextId>(all);
