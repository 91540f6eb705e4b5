import { describe, expect, it, vi } from 'vitest';

import { storeOfAlice } from '../test_page';

import { cssVariables, currentTheme, THEMES } from './theme';

function themeOf(value: string) {
    const store = storeOfAlice();
    const data = [{ user_id: 'alice', category: 'theme', name: '', value }];
    store.dispatch({ type: 'RECEIVED_PREFERENCES', data });
    return currentTheme(store.getState());
}

describe('a theme', () => {
    it('is Denim until the person chooses another', () => {
        expect(currentTheme(storeOfAlice().getState())).toBe(THEMES.denim);
        expect(themeOf(JSON.stringify(THEMES.onyx))).toMatchObject({ type: 'Onyx' });
    });

    it('is Denim too where the preference is broken', () => {
        const complain = vi.spyOn(console, 'error').mockImplementation(() => undefined);

        expect(themeOf('{')).toBe(THEMES.denim);
        expect(complain).toHaveBeenCalledOnce();
    });

    it("becomes variables with Mattermost's names", () => {
        expect(cssVariables(THEMES.denim ?? {})).toMatchObject({
            '--center-channel-bg': '#ffffff',
            '--center-channel-color-rgb': '63, 67, 80',
            '--button-bg-rgb': '28, 88, 217',
            '--error-text': '#d24b4e',
            '--error-text-color-rgb': '210, 75, 78',
            '--sidebar-teambar-bg': '#162545',
            '--online-indicator': '#3db887',
        });
    });
});
