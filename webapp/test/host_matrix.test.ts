/**
 * The built `main.js` in the hosts that it must serve: Mattermost 10 to 12 bring React 17, 18 and
 * 19. Run `npm run build` first; the test fails without a bundle.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInNewContext, runInThisContext } from 'node:vm';

import { afterEach, describe, expect, it, vi } from 'vitest';

import type { Plugin, PostTypeProps, Registry } from '../src/registry';

import { connectedState, meetingPostOf, storeOf } from './page';

const root = join(import.meta.dirname, '..');
const bundle = readFileSync(join(root, 'dist/main.js'), 'utf8');

/** Loads CommonJS packages anew, each with the React that a host would give it. */
function packageLoader(aliases: Record<string, string>) {
    const loaded = new Map<string, { exports: unknown }>();
    const load = (id: string, from: string): unknown => {
        const [name = '', ...rest] = id.split('/');
        const target = [aliases[name] ?? name, ...rest].join('/');
        const file = createRequire(from).resolve(target);
        if (!/\.c?js$/.test(file)) {
            return createRequire(from)(target);
        }
        const known = loaded.get(file);
        if (known) {
            return known.exports;
        }
        const module = { exports: {} };
        loaded.set(file, module);
        const code = `(function(module,exports,require,process,__dirname){${readFileSync(file, 'utf8')}\n})`;
        const run = runInThisContext(code, { filename: file }) as (...args: unknown[]) => void;
        const environment = { env: { NODE_ENV: 'production' } };
        run(module, module.exports, (next: string) => load(next, file), environment, dirname(file));
        return module.exports;
    };
    return (id: string): unknown => load(id, join(root, 'package.json'));
}

type Element = object;
interface HostReact {
    version: string;
    createElement: (type: unknown, props?: unknown, ...children: unknown[]) => Element;
}

function hostOf(react: string) {
    // react-intl keeps its context on the window, where the React before would leave its own.
    Reflect.deleteProperty(window, '__REACT_INTL_CONTEXT__');
    const load = packageLoader({ react, 'react-dom': `${react}-dom` });
    return {
        React: load('react') as HostReact,
        ReactIntl: load('react-intl') as { IntlProvider: unknown },
        Server: load('react-dom/server') as { renderToString: (element: Element) => string },
    };
}

function loadPlugin(host: ReturnType<typeof hostOf>): Plugin {
    const registerPlugin = vi.fn<(id: string, plugin: Plugin) => void>();
    const page = { document, registerPlugin, URL, navigator, setTimeout, clearTimeout };
    const globals = { React: host.React, ReactIntl: host.ReactIntl };
    runInNewContext(bundle, { ...page, ...globals, window: page });
    const [id, plugin] = registerPlugin.mock.calls[0] ?? [];
    if (id !== 'zoom' || !plugin) {
        throw new Error('the bundle did not register the plugin');
    }
    return plugin;
}

function registryOf() {
    return {
        registerAppBarComponent: vi.fn<Registry['registerAppBarComponent']>(),
        registerChannelHeaderButtonAction: vi.fn<Registry['registerChannelHeaderButtonAction']>(),
        registerPostTypeComponent: vi.fn<Registry['registerPostTypeComponent']>(),
        registerRootComponent: vi.fn<Registry['registerRootComponent']>(),
        registerTranslations: vi.fn<Registry['registerTranslations']>(),
        registerWebSocketEventHandler: vi.fn<Registry['registerWebSocketEventHandler']>(),
    };
}

afterEach(() => {
    document.head.replaceChildren();
});

describe.each([
    ['react17', '17.'],
    ['react', '18.'],
    ['react19', '19.'],
])('main.js in a host with %s', (alias, version) => {
    const host = hostOf(alias);
    const registry = registryOf();
    const plugin = loadPlugin(host);
    plugin.initialize(registry, storeOf(connectedState()));

    const draw = (type: unknown, props?: unknown): string => {
        const messages = registry.registerTranslations.mock.calls[0]?.[0]('en');
        const element = host.React.createElement(type, props);
        const { IntlProvider } = host.ReactIntl;
        return host.Server.renderToString(
            host.React.createElement(IntlProvider, { locale: 'en', messages }, element),
        );
    };

    it('uses the React of that host', () => {
        expect(host.React.version.startsWith(version)).toBe(true);
    });

    it('draws the meeting post in its states', () => {
        const MeetingPost = registry.registerPostTypeComponent.mock.calls[0]?.[1];
        const texts = ['STARTED', 'ENDED', 'RECENTLY_CREATED'].map((meeting_status) => {
            const props: PostTypeProps = { post: meetingPostOf({ meeting_status }) };
            return draw(MeetingPost, props);
        });

        expect(texts[0]).toContain('Join meeting');
        expect(texts[1]).toContain('Lasted 1 minute');
        expect(texts[2]).toContain('Start a new meeting');
    });

    it('draws the header button and the notices', () => {
        const icon = registry.registerChannelHeaderButtonAction.mock.calls[0]?.[0];
        expect(draw('button', { children: icon })).toContain('<svg');
        expect(draw(registry.registerRootComponent.mock.calls[0]?.[0])).toContain('role="status"');
    });

    it('hangs its icon into the app bar and asks for its event', () => {
        const appBar = registry.registerAppBarComponent.mock.calls[0];
        expect(appBar?.[0]).toBe('/plugins/zoom/public/app-bar-icon.png');
        const event = registry.registerWebSocketEventHandler.mock.calls[0]?.[0];
        expect(event).toBe('custom_zoom_meeting_started');
    });

    it('takes its styles away with it', () => {
        const fresh = loadPlugin(host);
        fresh.initialize(registryOf(), storeOf(connectedState()));
        expect(document.getElementById('zoom-plugin-styles')).not.toBeNull();

        fresh.uninitialize();

        expect(document.getElementById('zoom-plugin-styles')).toBeNull();
    });
});
