import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ServerEvent } from '../server/socket';
import { localeOf } from '../store/selectors';
import { serve, storeOfAlice } from '../test_page';

import { PluginLoader, scriptUrl } from './loader';

type Registry = Record<string, (...args: unknown[]) => unknown>;

const bundle = (hash: string) => ({ bundle_path: `/static/demo/demo_${hash}_bundle.js` });

/** Registers a plugin as soon as its script is in the page, as a browser would. */
function load(initialize: (registry: Registry) => void, uninitialize = vi.fn()) {
    const store = storeOfAlice();
    const loader = new PluginLoader(store);
    vi.spyOn(document.head, 'appendChild').mockImplementation((node) => {
        document.head.insertBefore(node, null);
        window.registerPlugin?.('demo', {
            initialize: (registry) => {
                initialize(registry as Registry);
            },
            uninitialize,
        });
        (node as unknown as HTMLScriptElement).onload?.(new Event('load'));
        return node;
    });
    return { store, loader, uninitialize };
}

const event = (name: string): ServerEvent => ({ event: name, data: {}, broadcast: {}, seq: 1 });

beforeEach(() => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
});

afterEach(() => {
    document.head.replaceChildren();
    vi.unstubAllGlobals();
});

describe('PluginLoader', () => {
    it('loads what the server lists, from where the server serves it', async () => {
        serve({ 'GET /plugins/webapp': [{ id: 'demo', version: '1', webapp: bundle('a') }] });
        const { loader } = load(() => undefined);

        await loader.loadAll();

        const script = document.getElementById('plugin_demo') as HTMLScriptElement;
        expect(new URL(script.src).pathname).toBe('/static/plugins/demo/demo_a_bundle.js');
        expect(scriptUrl('/static/plugins/demo/x.js')).toBe('/static/plugins/demo/x.js');
    });

    it('loads another version in the place of the first, and the same one once', async () => {
        const initialize = vi.fn();
        const { loader, uninitialize } = load(initialize);

        await loader.load({ id: 'demo', webapp: bundle('a') });
        await loader.load({ id: 'demo', webapp: bundle('a') });
        expect(initialize).toHaveBeenCalledTimes(1);
        await loader.load({ id: 'demo', webapp: bundle('b') });

        expect(initialize).toHaveBeenCalledTimes(2);
        expect(uninitialize).toHaveBeenCalled();
        expect(document.querySelectorAll('#plugin_demo')).toHaveLength(1);
    });

    it('takes all of a plugin away with it', async () => {
        const handler = vi.fn();
        const { store, loader } = load((registry) => {
            registry.registerRootComponent?.(() => null);
            registry.registerPostTypeComponent?.('custom_demo', () => null);
            registry.registerWebSocketEventHandler?.('posted', handler);
        });
        await loader.load({ id: 'demo', webapp: bundle('a') });
        expect(store.getState().plugins.components.Root).toHaveLength(1);
        expect(store.getState().plugins.postTypes).toHaveProperty('custom_demo');

        loader.remove('demo');
        loader.handleEvent(event('posted'));

        expect(store.getState().plugins.components).toEqual({});
        expect(store.getState().plugins.postTypes).toEqual({});
        expect(handler).not.toHaveBeenCalled();
        expect(document.getElementById('plugin_demo')).toBeNull();
    });
});

describe('the registry', () => {
    it('takes parameters by place and by name', async () => {
        const action = vi.fn();
        const { store, loader } = load((registry) => {
            registry.registerAppBarComponent?.('/icon.png', action, 'By place');
            registry.registerAppBarComponent?.({
                iconUrl: '/icon.png',
                action,
                tooltipText: 'By name',
            });
        });

        await loader.load({ id: 'demo', webapp: bundle('a') });

        const icons = store.getState().plugins.components.AppBar ?? [];
        expect(icons.map(({ text }) => text)).toEqual(['By place', 'By name']);
        expect(icons.map((icon) => icon.action)).toEqual([action, action]);
    });

    it('keeps one handler for an event, and survives one that fails', async () => {
        const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);
        const first = vi.fn();
        const second = vi.fn(() => {
            throw new Error('no');
        });
        const { loader } = load((registry) => {
            registry.registerWebSocketEventHandler?.('custom_demo_x', first);
            registry.registerWebSocketEventHandler?.('custom_demo_x', second);
        });
        await loader.load({ id: 'demo', webapp: bundle('a') });

        loader.handleEvent(event('custom_demo_x'));

        expect(first).not.toHaveBeenCalled();
        expect(second).toHaveBeenCalledWith(event('custom_demo_x'));
        expect(complain).toHaveBeenCalledOnce();
    });

    it('takes translations for the language of the person', async () => {
        const { store, loader } = load((registry) => {
            registry.registerTranslations?.((locale: string) => ({ 'demo.hello': locale }));
        });

        await loader.load({ id: 'demo', webapp: bundle('a') });

        const { translations } = store.getState().views.i18n;
        expect(translations[localeOf(store.getState())]).toEqual({ 'demo.hello': 'en' });
    });

    it('says what it does not have, and goes on', async () => {
        const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);
        const after = vi.fn();
        const { loader } = load((registry) => {
            expect(registry.registerProduct?.({ baseURL: '/x' })).toBeUndefined();
            after();
        });

        await loader.load({ id: 'demo', webapp: bundle('a') });

        expect(complain.mock.calls[0]?.[0]).toContain(
            'registerProduct is not implemented in the dev server',
        );
        expect(after).toHaveBeenCalled();
    });
});
