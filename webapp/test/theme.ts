/** Mattermost's standard themes, as the variables that it puts on the page. */
import themes from './themes.json';

type Theme = Record<string, string>;

/** The standard themes by name. */
export const THEMES: Record<string, Theme> = themes;

/** Names that are not simply the key in kebab case. */
const OTHER_NAMES: Record<string, string> = {
    errorTextColor: 'error-text',
    sidebarTeamBarBg: 'sidebar-teambar-bg',
};

/** The variables of a theme: each colour as it is, and as a list of red, green and blue. */
export function variablesOf(theme: Theme): Record<string, string> {
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
