import { act, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { renderInPage } from '../../test/page';
import { loadScript } from '../host';

import { lazyPart } from './lazy_part';

vi.mock('../host', async (original) => ({
    ...(await original<object>()),
    loadScript: vi.fn(),
}));

const script = vi.mocked(loadScript);
const source = { file: 'panel/panel.js', name: 'ZoomPanel', component: 'Panel' };

beforeEach(() => {
    script.mockReset();
});

async function open(left: unknown) {
    script.mockResolvedValue(left);
    const Part = lazyPart(source, { word: 'hello' });
    renderInPage(<Part />);
    expect(screen.getByRole('status').textContent).toBe('Loading…');
    await act(async () => Promise.resolve());
}

describe('a part of the page with a script of its own', () => {
    it('is fetched when it is opened, and given what it needs', async () => {
        await open({ Panel: ({ word }: { word: string }) => <p>The panel says {word}</p> });

        expect(screen.getByText('The panel says hello')).toBeTruthy();
        const [url, name] = script.mock.calls[0] ?? [];
        expect(url).toMatch(/\/plugins\/zoom\/public\/panel\/panel\.js\?v=/);
        expect(name).toBe('ZoomPanel');
    });

    it.each([undefined, {}])('says so when it did not come: %j', async (left) => {
        await open(left);

        expect(screen.getByRole('alert').textContent).toContain('could not be loaded');
    });
});
