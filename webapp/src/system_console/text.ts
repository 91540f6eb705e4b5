/** The texts of the System Console's page. */
import { useTextOf, type TextOf } from '../i18n';

import en from './en.json';

/** The name of a text of this page. */
export type TextId = keyof typeof en;

/** The texts in the language of the page, for use while drawing. */
export const useText = (): TextOf<TextId> => useTextOf(en);
