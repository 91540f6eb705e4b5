/**
 * The built scripts in the hosts that they must serve: Mattermost 10 to 12 bring React 17, 18 and
 * 19. Run `npm run build` first; the test fails without the scripts.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInNewContext, runInThisContext } from 'node:vm';

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import type { Plugin, PostSource, Registry } from '../src/registry';
import { Signal } from '../src/signal';

import {
    answerOf,
    connectedState,
    liveJson,
    meetingPostOf,
    partsOf,
    replyOf,
    scheduledPostOf,
    storeOf,
} from './page';

const root = join(import.meta.dirname, '..');
const mainScript = readFileSync(join(root, 'dist/main.js'), 'utf8');
const publicScript = (file: string) => readFileSync(join(root, '../public', file), 'utf8');
const consoleScript = publicScript('system_console/system_console.js');
const panelScript = publicScript('panel/panel.js');

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
interface Root {
    render: (element: Element) => void;
}
interface HostReact {
    version: string;
    createElement: (type: unknown, props?: unknown, ...children: unknown[]) => Element;
}

function hostOf(react: string) {
    // react-intl keeps its context on the window, where the React before would leave its own.
    Reflect.deleteProperty(window, '__REACT_INTL_CONTEXT__');
    const load = packageLoader({ react, 'react-dom': `${react}-dom` });
    const dom = load('react-dom') as { render?: (element: Element, at: HTMLElement) => void };
    return {
        React: load('react') as HostReact,
        ReactIntl: load('react-intl') as { IntlProvider: unknown },
        // Mattermost 10 and 11 draw with the old ReactDOM.render; React 19 has it no more.
        rootAt: (place: HTMLElement): Root =>
            dom.render
                ? { render: (element) => dom.render?.(element, place) }
                : (
                      load('react-dom/client') as { createRoot: (at: HTMLElement) => Root }
                  ).createRoot(place),
    };
}

type Host = ReturnType<typeof hostOf>;

const answers = vi.fn<typeof fetch>();

/** The globals of a page: those that every Mattermost has, and what 12 has added. */
function pageOf(host: Host, version: number) {
    const registerPlugin = vi.fn<(id: string, plugin: Plugin) => void>();
    const standard = { document, URL, navigator, setTimeout, clearTimeout, AbortController };
    const added = version >= 12 ? { ReactJSXRuntime: {}, ReactJSXDevRuntime: {} } : {};
    const events = {
        addEventListener: window.addEventListener.bind(window),
        removeEventListener: window.removeEventListener.bind(window),
    };
    const page = { ...standard, ...events, ...added, registerPlugin, fetch: answers };
    return { registerPlugin, page: { ...page, ...host, window: page } };
}

function registryOf() {
    return {
        registerAdminConsoleCustomSetting: vi.fn<Registry['registerAdminConsoleCustomSetting']>(),
        registerAppBarComponent: vi.fn<Registry['registerAppBarComponent']>(),
        registerChannelHeaderButtonAction: vi.fn<Registry['registerChannelHeaderButtonAction']>(),
        registerChannelHeaderMenuAction: vi.fn<Registry['registerChannelHeaderMenuAction']>(),
        registerPopoverUserActionsComponent:
            vi.fn<Registry['registerPopoverUserActionsComponent']>(),
        registerRightHandSidebarComponent: vi.fn<Registry['registerRightHandSidebarComponent']>(
            () => ({ toggleRHSPlugin: { type: 'TOGGLE' } }),
        ),
        registerPostTypeComponent: vi.fn<Registry['registerPostTypeComponent']>(),
        registerReconnectHandler: vi.fn<Registry['registerReconnectHandler']>(),
        registerRootComponent: vi.fn<Registry['registerRootComponent']>(),
        registerTranslations: vi.fn<Registry['registerTranslations']>(),
        registerUserSettings: vi.fn<Registry['registerUserSettings']>(),
        registerWebSocketEventHandler: vi.fn<Registry['registerWebSocketEventHandler']>(),
        unregisterComponent: vi.fn<Registry['unregisterComponent']>(),
    };
}

afterEach(() => {
    document.head.replaceChildren();
    document.body.replaceChildren();
});

describe.each([
    [10, 'react17', '17.'],
    [11, 'react', '18.'],
    [12, 'react19', '19.'],
])('the scripts in Mattermost %i with %s', (version, alias, reactVersion) => {
    const host = hostOf(alias);
    const { page, registerPlugin } = pageOf(host, version);
    const registry = registryOf();
    const store = storeOf({
        ...connectedState(),
        plugins: { plugins: { 'mattermost-ai': {} } },
        'plugins-mattermost-ai': { callsPostButtonClickedTranscription: () => undefined },
    });

    beforeAll(async () => {
        answers.mockImplementation(() => Promise.resolve(answerOf(200, { configured: true })));
        runInNewContext(mainScript, page);
        const [id, plugin] = registerPlugin.mock.calls[0] ?? [];
        expect(id).toBe('zoom');
        plugin?.initialize(registry, store);
        await vi.waitFor(() => {
            expect(registry.registerAppBarComponent).toHaveBeenCalled();
        });
    });

    /** Draws something with this React, effects included. */
    async function draw(type: unknown, props?: unknown, text?: string): Promise<HTMLElement> {
        const place = document.body.appendChild(document.createElement('div'));
        const messages = registry.registerTranslations.mock.calls[0]?.[0]('en');
        const { IntlProvider } = host.ReactIntl;
        const element = host.React.createElement(type, props);
        host.rootAt(place).render(
            host.React.createElement(IntlProvider, { locale: 'en', messages }, element),
        );
        await vi.waitFor(() => {
            expect(place.textContent + place.innerHTML).toContain(text ?? '<');
        });
        return place;
    }

    const postComponent = (type: string) =>
        registry.registerPostTypeComponent.mock.calls.find(([name]) => name === type)?.[1];

    const drawPost = (type: string, post: PostSource, text: string) =>
        draw(postComponent(type), { post }, text);

    it('use the React of that host', () => {
        expect(host.React.version.startsWith(reactVersion)).toBe(true);
    });

    it.each([
        ['STARTED', 'Join meeting'],
        ['ENDED', 'Lasted 1 minute'],
        ['RECENTLY_CREATED', 'Start a new meeting'],
    ])('draw the meeting post that is %s', async (meeting_status, text) => {
        const place = await drawPost('custom_zoom', meetingPostOf({ meeting_status }), text);

        expect(place.querySelector('[data-testid=zoom-meeting-post]')).not.toBeNull();
    });

    it('draw who is in a meeting, and the way to end it', async () => {
        const live = liveJson({ count: 3, can_end: true });
        answers.mockImplementation(() => Promise.resolve(answerOf(200, live)));

        const post = { ...meetingPostOf(), id: 'live-id' };
        const place = await drawPost('custom_zoom', post, '3 people are in');

        expect(place.querySelector('img')?.alt).toBe('@alice');
        expect(place.textContent).toContain('End meeting');
    });

    it('draw the invitation to a scheduled meeting', async () => {
        await drawPost('custom_zoom_scheduled', scheduledPostOf(), 'Scheduled');
    });

    it('draw the button in a profile', async () => {
        const user = { id: 'bob-id', username: 'bob' };
        const CallButton = registry.registerPopoverUserActionsComponent.mock.calls[0]?.[0];

        await draw(CallButton, { user }, 'Call on Zoom');
    });

    it('draw the panel, with its title', async () => {
        const item = { post_id: 'p', topic: 'Weekly', live: liveJson(), channel_name: 'Design' };
        answers.mockImplementation(() => Promise.resolve(answerOf(200, { live: [item] })));
        runInNewContext(`${panelScript};window.Panel = ZoomPanel.Panel`, page);
        const { Panel } = page.window as unknown as { Panel: unknown };
        const [, title] = registry.registerRightHandSidebarComponent.mock.calls[0] ?? [];

        await draw(title, {}, 'Zoom meetings');
        const place = await draw(Panel, partsOf(store), 'Weekly');

        expect(place.textContent).toContain('1 person is in');
    });

    it.each(['custom_zoom_transcript', 'custom_zoom_chat'])('draw %s', async (type) => {
        const props = { captions: [{ file_id: 'file-id' }] };
        const place = await drawPost(type, replyOf('r', { type, message: 'Here', props }), 'Here');

        expect(place.querySelector('button')?.textContent).toContain('Summarize');
    });

    it('answer a press, and draw what it changed', async () => {
        const writeText = vi.fn(() => Promise.resolve());
        Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
        const place = await drawPost('custom_zoom', meetingPostOf(), 'Copy link');

        place.querySelector('button')?.click();

        await vi.waitFor(() => {
            expect(place.querySelector('[role=status]')?.textContent).toBe('Copied');
        });
        expect(writeText).toHaveBeenCalledExactlyOnceWith(
            'https://zoom.us/j/91234567890?pwd=secret',
        );
    });

    it('draw the header button and the notices', async () => {
        const icon = registry.registerChannelHeaderButtonAction.mock.calls[0]?.[0];
        await draw('button', { children: icon }, '<svg');
        await draw(registry.registerRootComponent.mock.calls[0]?.[0], {}, 'role="status"');
    });

    it('hang their icon into the app bar and ask for their events', () => {
        const [icon, , label] = registry.registerAppBarComponent.mock.calls[0] ?? [];
        expect([icon, label]).toEqual([
            '/plugins/zoom/public/app-bar-icon.png',
            'Start a Zoom meeting',
        ]);
        const events = registry.registerWebSocketEventHandler.mock.calls.map(([name]) => name);
        expect(events).toContain('custom_zoom_meeting_started');
        expect(events).toContain('custom_zoom_configuration_changed');
        expect(events).toContain('custom_zoom_meeting_changed');
    });

    it("draw the tab among the person's settings", async () => {
        answers.mockImplementation(() => Promise.resolve(answerOf(200, { use_pmi: 'ask' })));
        const section = registry.registerUserSettings.mock.calls[0]?.[0].sections.find(
            (candidate) => 'component' in candidate,
        );

        const place = await draw(section && 'component' in section ? section.component : null);

        await vi.waitFor(() => {
            expect(place.querySelector<HTMLInputElement>('input:checked')?.value).toBe('ask');
        });
    });

    it('draw the page of the System Console', async () => {
        const checks = [{ name: 'clock', state: 'ok', text: 'It agrees.' }];
        answers.mockImplementation(() => Promise.resolve(answerOf(200, { checks })));
        runInNewContext(`${consoleScript};window.SetUpPage = ZoomSystemConsole.SetUpPage`, page);
        const { SetUpPage } = page.window as unknown as { SetUpPage: unknown };

        await draw(SetUpPage, { changes: new Signal(0) }, 'It agrees.');
    });

    it('take their styles away with them', () => {
        const fresh = pageOf(host, version);
        runInNewContext(mainScript, fresh.page);
        const plugin = fresh.registerPlugin.mock.calls[0]?.[1];
        plugin?.initialize(registryOf(), storeOf(connectedState()));
        expect(document.getElementById('zoom-plugin-styles')).not.toBeNull();

        plugin?.uninitialize();

        expect(document.getElementById('zoom-plugin-styles')).toBeNull();
    });
});
