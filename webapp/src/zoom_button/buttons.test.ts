import { beforeEach, describe, expect, it, vi } from 'vitest';

import { storeOf } from '../../test/page';
import { isConfigured } from '../api';
import { Notices } from '../notice/notices';
import type { Registry } from '../registry';
import { Starter } from '../start_meeting/starter';

import { Buttons } from './buttons';

vi.mock('../api', async (original) => ({
    ...(await original<object>()),
    isConfigured: vi.fn(),
}));

const configured = vi.mocked(isConfigured);

/** A registry that knows what hangs in the page, by the name that people see. */
function setUp() {
    const page = new Map<string, string>();
    const add = (kind: string) => (_icon: unknown, _start: unknown, label: unknown) => {
        const id = `${kind} ${page.size}`;
        page.set(id, `${kind}: ${String(label)}`);
        return id;
    };
    const registry = {
        registerChannelHeaderButtonAction: add('header'),
        registerAppBarComponent: add('app bar'),
        unregisterComponent: (id: string) => page.delete(id),
    } as unknown as Registry;
    const words = { label: 'Start a Zoom meeting' };
    const parts = { store: storeOf(), notices: new Notices(), openMeeting: () => undefined };
    const buttons = new Buttons(registry, new Starter(parts), () => words.label);
    return { buttons, words, shown: () => [...page.values()] };
}

const change = (data: Record<string, unknown>) => ({ event: 'custom_zoom_…', data });
const both = ['header: Start a Zoom meeting', 'app bar: Start a Zoom meeting'];

beforeEach(() => {
    configured.mockReset();
});

describe('Buttons', () => {
    it.each([
        ['set up', true, both],
        ['not set up', false, []],
        ['of unknown state: the button itself explains what is in the way', undefined, both],
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
        expect(shown()).toEqual(both);
        buttons.onChanged(change({ configured: 'nonsense' }));
        expect(shown()).toEqual(both);
        buttons.onChanged(change({ configured: false }));

        expect(shown()).toEqual([]);
    });

    it('are named anew when the language has come, if they are there', async () => {
        configured.mockResolvedValue(true);
        const { buttons, words, shown } = setUp();
        words.label = 'Zoom-Meeting starten';
        buttons.rename();
        expect(shown()).toEqual([]);

        await buttons.ask();
        words.label = '시작';
        buttons.rename();

        expect(shown()).toEqual(['header: 시작', 'app bar: 시작']);
    });
});
