/** The buttons of plugins: in the app bar where that is on, else in the channel header. */
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { appBarIsOn, currentChannel } from '../store/selectors';
import type { GlobalState, PluginComponent } from '../store/state';
import { useAppSelector, useAppSelectorList } from '../store/store';

/** The header's buttons move to the app bar, but for plugins that have an icon there. */
function appBarButtons(state: GlobalState): PluginComponent[] {
    const { AppBar, ChannelHeaderButton } = state.plugins.components;
    const withIcon = new Set(AppBar.map(({ pluginId }) => pluginId));
    return [...AppBar, ...ChannelHeaderButton.filter(({ pluginId }) => !withIcon.has(pluginId))];
}

export function AppBar(): React.JSX.Element | null {
    const isOn = useAppSelector(appBarIsOn);
    const buttons = useAppSelectorList(appBarButtons);
    if (!isOn || buttons.length === 0) {
        return null;
    }
    return (
        <nav className="app-bar" aria-label="Apps">
            {buttons.map((button) => (
                <div
                    key={button.id}
                    id={`app-bar-icon-${button.pluginId}`}
                    className="app-bar__icon"
                >
                    <PluginButton button={button} />
                </div>
            ))}
        </nav>
    );
}

/** On a narrow page, which has no app bar, the style sheet shows them in any case. */
export function HeaderButtons(): React.JSX.Element {
    const buttons = useAppSelectorList((state) => state.plugins.components.ChannelHeaderButton);
    const isAppBarOn = useAppSelector(appBarIsOn);
    return (
        <div className={`header-buttons ${isAppBarOn ? 'header-buttons--narrow-only' : ''}`}>
            {buttons.map((button) => (
                <PluginButton key={button.id} button={button} />
            ))}
        </div>
    );
}

function PluginButton({ button }: { button: PluginComponent }): React.JSX.Element {
    const channel = useAppSelector(currentChannel);
    const member = useAppSelector((state) => state.entities.channels.myMembers[channel?.id ?? '']);
    const { text } = button;
    return (
        <button
            type="button"
            className="plugin-button"
            {...(typeof text === 'string' ? { 'aria-label': text, title: text } : {})}
            onClick={() => {
                if (channel && member) {
                    button.action?.(channel, member);
                }
            }}
        >
            <PluginErrorBoundary pluginId={button.pluginId}>
                {button.iconUrl ? <img alt="" src={button.iconUrl} /> : button.icon}
            </PluginErrorBoundary>
            {typeof text !== 'string' && <span className="sr-only">{text}</span>}
        </button>
    );
}
