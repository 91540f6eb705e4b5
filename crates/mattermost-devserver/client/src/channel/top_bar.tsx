/** The bar at the top: whose page this is, the settings, and the way out. */
import React from 'react';

import { goToConsole } from '../server/address';
import { basePath, post } from '../server/rest';
import { savePreferences } from '../settings/save_preferences';
import { DISPLAY } from '../settings/settings_modal';
import { componentsIn, currentUser, isSystemAdmin } from '../store/selectors';
import { useAppDispatch, useAppSelector } from '../store/store';
import { currentTheme, THEMES } from '../theme/theme';
import { Disclosure } from '../ui/disclosure';

export function TopBar(): React.JSX.Element {
    const user = useAppSelector(currentUser);
    const connected = useAppSelector((state) => state.websocket.connected);
    return (
        <header className="top-bar">
            <span className="top-bar__name">Mattermost dev server</span>
            {!React.version.startsWith('18.') && <span>React {React.version}</span>}
            {!connected && <span role="status">Connecting…</span>}
            <ThemeChoice userId={user?.id ?? ''} />
            <Menu name={user?.username ?? ''} />
        </header>
    );
}

/** At hand, as a plugin is looked at in every theme. */
function ThemeChoice({ userId }: { userId: string }): React.JSX.Element {
    const theme = useAppSelector(currentTheme);
    const chosen = Object.keys(THEMES).find((name) => THEMES[name]?.type === theme.type);
    const save = (name: string) =>
        savePreferences(userId, 'theme', { '': JSON.stringify(THEMES[name]) });
    return (
        <label>
            <span className="sr-only">Theme</span>
            <select value={chosen} onChange={({ target }) => void save(target.value)}>
                {Object.entries(THEMES).map(([name, { type }]) => (
                    <option key={name} value={name}>
                        {type}
                    </option>
                ))}
            </select>
        </label>
    );
}

/** The items of plugins stand where Mattermost's main menu has them: after its own. */
function Menu({ name }: { name: string }): React.JSX.Element {
    const dispatch = useAppDispatch();
    const isAdmin = useAppSelector(isSystemAdmin);
    const items = useAppSelector((state) => componentsIn(state, 'MainMenu'));
    return (
        <Disclosure className="top-bar__menu" label={`@${name} ▾`} name={`Menu of ${name}`}>
            <button type="button" onClick={() => dispatch({ type: 'SHOW_SETTINGS', tab: DISPLAY })}>
                Settings
            </button>
            {isAdmin && (
                <button type="button" onClick={() => goToConsole('')}>
                    System Console
                </button>
            )}
            {items.map((item) => (
                <button key={item.id} type="button" onClick={() => item.action?.()}>
                    {item.text}
                </button>
            ))}
            <button type="button" onClick={() => void logOut()}>
                Log out
            </button>
        </Disclosure>
    );
}

async function logOut(): Promise<void> {
    await post('/users/logout');
    window.location.assign(`${basePath()}/`);
}
