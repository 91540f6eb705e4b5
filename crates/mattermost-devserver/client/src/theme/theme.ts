/** Themes: tables of colours that become CSS variables, as Mattermost names them. */
import type { GlobalState } from '../store/state';

import themes from './themes.json';

export type Theme = Record<string, string>;

/** The themes of this client by name. */
export const THEMES: Record<string, Theme> = themes;

const fallback: Theme = themes.denim;

/** The theme that the person chose; Mattermost keeps the whole table in a preference. */
export function currentTheme(state: GlobalState): Theme {
    const preference = state.entities.preferences.myPreferences['theme--']?.value;
    return preference ? parse(preference) : fallback;
}

/** One object for each preference, so that those who watch the theme see a change only. */
const parsed = new Map<string, Theme>();

function parse(preference: string): Theme {
    const known = parsed.get(preference);
    if (known) {
        return known;
    }
    let theme = fallback;
    try {
        theme = { ...fallback, ...(JSON.parse(preference) as Theme) };
    } catch {
        console.error('The theme of your preferences cannot be read');
    }
    parsed.set(preference, theme);
    return theme;
}

/** Names that are not simply the key in kebab case. */
const OTHER_NAMES: Record<string, string> = {
    errorTextColor: 'error-text',
    sidebarTeamBarBg: 'sidebar-teambar-bg',
};

/** The CSS variables of a theme: each colour as it is and as a list of red, green and blue. */
export function cssVariables(theme: Theme): Record<string, string> {
    const variables: Record<string, string> = {};
    for (const [key, colour] of Object.entries(theme)) {
        const rgb = /^#(..)(..)(..)$/.exec(colour)?.slice(1);
        if (rgb) {
            const name = OTHER_NAMES[key] ?? key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
            const list = rgb.map((part) => parseInt(part, 16)).join(', ');
            variables[`--${name}`] = colour;
            variables[key === 'errorTextColor' ? '--error-text-color-rgb' : `--${name}-rgb`] = list;
        }
    }
    return variables;
}

/** Puts a theme on the page. */
export function applyTheme(theme: Theme): void {
    for (const [name, value] of Object.entries(cssVariables(theme))) {
        document.documentElement.style.setProperty(name, value);
    }
}
