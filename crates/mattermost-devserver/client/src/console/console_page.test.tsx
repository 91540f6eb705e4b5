import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { violationsIn } from '../test_axe';
import { renderWith, serve, storeOfAlice } from '../test_page';
import { registryOf } from '../test_plugin';

import { ConsolePage } from './console_page';

const MASK = '*'.repeat(32);

const manifest = {
    id: 'com.example.demo',
    name: 'Demo',
    settings_schema: {
        header: 'The **header**',
        settings: [
            {
                key: 'SiteURL',
                display_name: 'Site URL:',
                type: 'text',
                default: 'https://x.example',
            },
            { key: 'Secret', display_name: 'Secret:', type: 'text', secret: true },
            { key: 'On', display_name: 'On:', type: 'bool', default: true },
            { key: 'Key', display_name: 'Key:', type: 'generated' },
            { key: 'Own', display_name: 'Own:', type: 'custom' },
            { key: 'Bare', display_name: 'Bare:', type: 'text', options: null, default: null },
            { key: 'Cloud', display_name: 'Cloud:', type: 'text', hosting: 'cloud' },
        ],
        sections: [
            { key: 'empty', title: 'Empty', settings: null },
            {
                key: 'more',
                title: 'More',
                settings: [{ key: 'Inner', display_name: 'Inner:', type: 'number', default: 2 }],
            },
        ],
    },
};

const config = {
    PluginSettings: {
        Plugins: { [manifest.id]: { secret: MASK } },
        PluginStates: { [manifest.id]: { Enable: true } },
    },
};

const statuses = [
    { plugin_id: manifest.id, cluster_id: 'node-1', state: 2, error: '' },
    { plugin_id: manifest.id, cluster_id: 'node-2', state: 3, error: 'no such file' },
];

function setUp(register: (registry: ReturnType<typeof registryOf>) => void = () => undefined) {
    const sent = serve({
        'GET /plugins': { active: [manifest], inactive: [] },
        'GET /plugins/statuses': statuses,
        'GET /config': config,
        'PUT /config/patch': config,
        [`POST /plugins/${manifest.id}/disable`]: {},
    });
    const store = storeOfAlice();
    register(registryOf(store, manifest.id));
    const { container } = renderWith(store, <ConsolePage version={1} />);
    return { sent, container };
}

const patchOf = (sent: { method: string; body: unknown }[]): unknown =>
    sent.find(({ method }) => method === 'PUT')?.body;

beforeEach(() => {
    document.head.innerHTML = '<base href="/" />';
    window.history.replaceState(null, '', `/admin_console/plugins/plugin_${manifest.id}`);
});

afterEach(() => {
    window.history.replaceState(null, '', '/');
    document.head.replaceChildren();
    vi.unstubAllGlobals();
});

describe('the System Console', () => {
    it('shows the settings that the manifest describes, defaults and masked secrets', async () => {
        const { container } = setUp();

        expect((await screen.findByLabelText<HTMLInputElement>('Site URL:')).value).toBe(
            'https://x.example',
        );
        expect(screen.getByLabelText<HTMLInputElement>('Secret:').value).toBe(MASK);
        expect(screen.getByLabelText<HTMLInputElement>('Inner:').value).toBe('2');
        expect(screen.queryByLabelText('Cloud:')).toBeNull();
        expect(container.textContent).toContain('node-2: Failed to start: no such file');
        expect(await violationsIn(container)).toEqual([]);
    });

    it('shows a plugin whose lists are null, as Go writes empty ones', async () => {
        const schema = { header: '', footer: '', settings: null, sections: null };
        serve({
            'GET /plugins': { active: [{ ...manifest, settings_schema: schema }], inactive: [] },
            'GET /plugins/statuses': [],
            'GET /config': config,
        });
        renderWith(storeOfAlice(), <ConsolePage version={1} />);

        expect(await screen.findByRole('heading', { name: 'Demo', level: 1 })).toBeTruthy();
    });

    it('saves only what was changed, by keys in lower case', async () => {
        const { sent } = setUp();
        const save = await screen.findByRole<HTMLButtonElement>('button', { name: 'Save' });
        expect(save.disabled).toBe(true);
        const url = await screen.findByLabelText('Site URL:');

        await userEvent.clear(url);
        await userEvent.type(url, 'https://y.example');
        await userEvent.click(screen.getByRole('button', { name: /Regenerate/ }));
        await userEvent.click(save);

        await waitFor(() => expect(patchOf(sent)).toBeTruthy());
        expect(patchOf(sent)).toEqual({
            PluginSettings: {
                Plugins: {
                    [manifest.id]: {
                        siteurl: 'https://y.example',
                        key: expect.stringMatching(/^[\w-]{32}$/) as string,
                    },
                },
                PluginStates: {},
            },
        });
    });

    it('puts a plugin’s own editor in the place of a setting', async () => {
        const props = vi.fn();
        const save = vi.fn(() => Promise.resolve({}));
        const Own = (given: Given) => {
            props(given);
            const { registerSaveAction } = given;
            React.useEffect(() => registerSaveAction(save), [registerSaveAction]);
            const change = () => given.onChange(given.id, 'new');
            return (
                <button type="button" onClick={change}>
                    own editor
                </button>
            );
        };
        const { sent } = setUp((registry) =>
            registry.registerAdminConsoleCustomSetting?.('own', Own, { showTitle: true }),
        );

        await userEvent.click(await screen.findByText('own editor'));
        await userEvent.click(screen.getByRole('button', { name: 'Save' }));

        await waitFor(() => expect(save).toHaveBeenCalledOnce());
        expect(patchOf(sent)).toMatchObject({
            PluginSettings: { Plugins: { [manifest.id]: { own: 'new' } } },
        });
        expect(props.mock.calls[0]?.[0]).toMatchObject({
            id: 'PluginSettings.Plugins.com+example+demo.own',
            label: 'Own:',
            disabled: false,
            config,
        });
    });

    it('gives a plugin the frame around a section', async () => {
        const schema = manifest.settings_schema;
        const section = schema.sections.find(({ key }) => key === 'more');
        const custom = {
            ...manifest,
            settings_schema: { sections: [{ ...section, custom: true }] },
        };
        serve({
            'GET /plugins': { active: [custom], inactive: [] },
            'GET /plugins/statuses': [],
            'GET /config': config,
        });
        const store = storeOfAlice();
        const Frame = ({ settingsList, sectionTitle }: Record<string, React.ReactNode>) => (
            <div>
                Framed {sectionTitle} {settingsList}
            </div>
        );
        registryOf(store, manifest.id).registerAdminConsoleCustomSection?.('more', Frame);
        renderWith(store, <ConsolePage version={1} />);

        expect(await screen.findByText(/Framed More/)).toBeTruthy();
        expect(screen.getByLabelText('Inner:')).toBeTruthy();
    });

    it('lists the plugins, and turns them on and off', async () => {
        const { sent, container } = setUp();
        await userEvent.click(await screen.findByRole('button', { name: 'Plugin Management' }));

        await userEvent.click(screen.getByRole('button', { name: 'Disable Demo' }));

        expect(sent.some(({ path }) => path === `/plugins/${manifest.id}/disable`)).toBe(true);
        expect(window.location.pathname).toBe('/admin_console');
        expect(await violationsIn(container)).toEqual([]);
    });

    it('says why it could not save', async () => {
        setUp();
        const enable = await screen.findByRole('group', { name: 'Enable Plugin:' });
        const off = within(enable).getByRole('radio', { name: 'False' });
        serve({});

        await userEvent.click(off);
        await userEvent.click(screen.getByRole('button', { name: 'Save' }));

        expect((await screen.findByText(/Nothing at/)).getAttribute('role')).toBe('alert');
    });
});

describe('the calls between server and plugins', () => {
    it('are listed with their times, the newest first', async () => {
        const call = { time: 0, plugin_id: manifest.id, node: 1, error: '', reply: 'R' };
        const hook = { ...call, number: 1, direction: 'hook', method: 'ExecuteCommand' };
        const api = { ...call, number: 2, direction: 'api', method: 'KVGet', node: 2 };
        serve({
            'GET /plugins': { active: [manifest], inactive: [] },
            'GET /plugins/statuses': statuses,
            'GET /devserver/calls': [
                { ...hook, micros: 1500, args: 'the args' },
                { ...api, micros: 90, args: 'A', error: 'the disk is full' },
            ],
        });
        const { container } = renderWith(storeOfAlice(), <ConsolePage version={1} />);
        await userEvent.click(await screen.findByRole('button', { name: 'Plugin Calls' }));

        const rows = (await screen.findAllByRole('row')).map((row) => row.textContent);

        expect(rows[1]).toContain('(node 2)← KVGet0.09 msthe disk is full');
        expect(rows[2]).toContain('→ ExecuteCommand1.50 ms');
        expect(await violationsIn(container)).toEqual([]);
        await userEvent.type(screen.getByLabelText('Filter by method or plugin'), 'kvg');
        expect(screen.queryByText(/ExecuteCommand/)).toBeNull();
    });

    it('stand beside the log', async () => {
        const line = { time: 0, level: 'warn', plugin_id: 'demo', message: 'Beware', fields: {} };
        const lines = [line, { ...line, level: 'debug', message: 'Details', fields: { n: '1' } }];
        serve({
            'GET /plugins': { active: [], inactive: [] },
            'GET /plugins/statuses': [],
            'GET /logs': lines.map((one) => JSON.stringify(one)),
        });
        renderWith(storeOfAlice(), <ConsolePage version={1} />);
        await userEvent.click(await screen.findByRole('button', { name: 'Server Logs' }));
        expect(await screen.findByText('Beware')).toBeTruthy();
        expect(screen.queryByText('Details')).toBeNull();

        await userEvent.click(screen.getByLabelText('Debug messages too'));

        expect(screen.getByText('Details').parentElement?.textContent).toContain('n=1');
    });
});

interface Given {
    id: string;
    onChange: (id: string, value: unknown) => void;
    registerSaveAction: (action: () => Promise<object>) => void;
}
