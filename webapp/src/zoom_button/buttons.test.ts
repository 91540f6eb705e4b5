import { beforeEach, describe, expect, it, vi } from 'vitest';

import { partsOf, storeOf } from '../../test/page';
import { isConfigured } from '../api';
import type { Registry } from '../registry';

import { Buttons } from './buttons';

vi.mock('../api', async (original) => ({
    ...(await original<object>()),
    isConfigured: vi.fn(),
}));

const configured = vi.mocked(isConfigured);

/** A registry that knows what hangs in the page, by the name that people see. */
function setUp() {
    const page = new Map<string, string>();
    const actions = new Map<string, () => void>();
    const add = (kind: string, label: unknown, action?: unknown) => {
        const id = `${kind} ${page.size}`;
        page.set(id, `${kind}: ${String(label)}`);
        actions.set(`${kind}: ${String(label)}`, action as () => void);
        return id;
    };
    const registry = {
        registerChannelHeaderButtonAction: (_icon, action, label) => add('header', label, action),
        registerAppBarComponent: (_icon, action, label) => add('app bar', label, action),
        registerChannelHeaderMenuAction: (label, action) => add('menu', label, action),
        registerPopoverUserActionsComponent: () => add('popover', 'call'),
        unregisterComponent: (id) => page.delete(id),
    } as Partial<Registry> as Registry;
    const words = { start: 'Start a Zoom meeting', panel: 'Zoom meetings' };
    const togglePanel = vi.fn();
    const { starter } = partsOf(storeOf());
    const parts = { starter, togglePanel, CallButton: () => null, labels: () => words };
    const buttons = new Buttons(registry, parts);
    return { buttons, words, togglePanel, actions, shown: () => [...page.values()] };
}

const change = (data: Record<string, unknown>) => ({ event: 'custom_zoom_…', data });
const all = [
    'header: Start a Zoom meeting',
    'app bar: Start a Zoom meeting',
    'app bar: Zoom meetings',
    'menu: Zoom meetings',
    'popover: call',
];

beforeEach(() => {
    configured.mockReset();
});

describe('Buttons', () => {
    it.each([
        ['set up', true, all],
        ['not set up', false, []],
        ['of unknown state: the button itself explains what is in the way', undefined, all],
    ])('go by a plugin that is %s', async (_, answer, expected) => {
        configured.mockResolvedValue(answer);
        const { buttons, shown } = setUp();
        expect(shown()).toEqual([]);

        await buttons.ask();
        await buttons.ask();

        expect(shown()).toEqual(expected);
    });

    it('come and go while the page is open', async () => {
        configured.mockResolvedValue(false);
        const { buttons, shown } = setUp();
        await buttons.ask();

        buttons.onChanged(change({ configured: true }));
        expect(shown()).toEqual(all);
        buttons.onChanged(change({ configured: 'nonsense' }));
        expect(shown()).toEqual(all);
        buttons.onChanged(change({ configured: false }));

        expect(shown()).toEqual([]);
    });

    it('go by an event that came while the server was asked', async () => {
        let answer: (configured: boolean) => void = () => undefined;
        configured.mockReturnValue(
            new Promise((resolve) => {
                answer = resolve;
            }),
        );
        const { buttons, shown } = setUp();

        const asked = buttons.ask();
        buttons.onChanged(change({ configured: true }));
        answer(false);
        await asked;

        expect(shown()).toEqual(all);
    });

    it('are named anew when the language has come, if they are there', async () => {
        configured.mockResolvedValue(true);
        const { buttons, words, shown } = setUp();
        words.start = 'Zoom-Meeting starten';
        buttons.rename();
        expect(shown()).toEqual([]);

        await buttons.ask();
        words.start = '시작';
        buttons.rename();

        expect(shown().slice(0, 2)).toEqual(['header: 시작', 'app bar: 시작']);
    });

    it('open the panel from the app bar, and from the menu where there is none', async () => {
        configured.mockResolvedValue(true);
        const { buttons, actions, togglePanel } = setUp();
        await buttons.ask();

        actions.get('app bar: Zoom meetings')?.();
        actions.get('menu: Zoom meetings')?.();

        expect(togglePanel).toHaveBeenCalledTimes(2);
    });
});
