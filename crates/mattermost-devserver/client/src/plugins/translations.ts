/** The texts of plugins, in the language of the person. */
import { localeOf } from '../store/selectors';
import type { AppStore } from '../store/store';

export type TranslationsOf = (locale: string) => Record<string, string> | undefined;

/** Asks each plugin for its texts, at once and whenever the person's language changes. */
export class TranslationSources {
    private readonly sources = new Map<string, TranslationsOf>();
    private locale: string;

    constructor(private readonly store: AppStore) {
        this.locale = localeOf(store.getState());
        store.subscribe(() => {
            this.follow();
        });
    }

    set(pluginId: string, source: TranslationsOf): void {
        this.sources.set(pluginId, source);
        this.load(pluginId, source);
    }

    delete(pluginId: string): void {
        this.sources.delete(pluginId);
    }

    private follow(): void {
        const locale = localeOf(this.store.getState());
        if (locale !== this.locale) {
            this.locale = locale;
            this.sources.forEach((source, pluginId) => {
                this.load(pluginId, source);
            });
        }
    }

    private load(pluginId: string, source: TranslationsOf): void {
        const { locale } = this;
        try {
            const data = { locale, translations: source(locale) ?? {} };
            this.store.dispatch({ type: 'RECEIVED_TRANSLATIONS', data });
        } catch (error) {
            console.error(`${pluginId}: the texts for ${locale} could not be had`, error);
        }
    }
}
