/** The bar at the top: whose page this is, the theme, and the way out. */
import React from 'react';

import { basePath, post, put } from '../server/rest';
import { currentUser } from '../store/selectors';
import { useAppSelector } from '../store/store';
import { currentTheme, THEMES } from '../theme/theme';

export function TopBar(): React.JSX.Element {
    const user = useAppSelector(currentUser);
    const theme = useAppSelector(currentTheme);
    const connected = useAppSelector((state) => state.websocket.connected);
    const chosen = Object.keys(THEMES).find((name) => THEMES[name]?.type === theme.type);
    return (
        <header className="top-bar">
            <span className="top-bar__name">Mattermost dev server</span>
            {!connected && <span role="status">Connecting…</span>}
            <label>
                <span className="sr-only">Theme</span>
                <select
                    value={chosen}
                    onChange={(event) => void saveTheme(user?.id ?? '', event.target.value)}
                >
                    {Object.keys(THEMES).map((name) => (
                        <option key={name} value={name}>
                            {THEMES[name]?.type}
                        </option>
                    ))}
                </select>
            </label>
            <span className="top-bar__user">@{user?.username}</span>
            <button type="button" onClick={() => void logOut()}>
                Log out
            </button>
        </header>
    );
}

/** The server tells all of the person's pages of the change, this one too. */
async function saveTheme(user_id: string, name: string): Promise<void> {
    const value = JSON.stringify(THEMES[name]);
    await put('/users/me/preferences', [{ user_id, category: 'theme', name: '', value }]);
}

async function logOut(): Promise<void> {
    await post('/users/logout');
    window.location.assign(`${basePath()}/`);
}
