/** For the tests: a plugin's registry on a store, as the loader makes one. */
import { EventHandlers } from './plugins/event_handlers';
import { makeRegistry } from './plugins/registry';
import { TranslationSources } from './plugins/translations';
import type { AppStore } from './store/store';

export type Registry = Record<string, (...args: unknown[]) => unknown>;

export function registryOf(store: AppStore, id = 'demo'): Registry {
    const translations = new TranslationSources(store);
    return makeRegistry(id, { store, events: new EventHandlers(), translations }) as Registry;
}
