/** The buttons of plugins: in the app bar where that is on, else in the channel header. */
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { appBarIsOn, componentsIn, currentChannel } from '../store/selectors';
import type { GlobalState, PluginComponent } from '../store/state';
import { useAppSelector, useAppSelectorList } from '../store/store';

/** The header's buttons move to the app bar, but for plugins that have an icon there. */
function appBarButtons(state: GlobalState): PluginComponent[] {
    const icons = componentsIn(state, 'AppBar');
    const withIcon = new Set(icons.map(({ pluginId }) => pluginId));
    const buttons = componentsIn(state, 'ChannelHeaderButton');
    return [...icons, ...buttons.filter(({ pluginId }) => !withIcon.has(pluginId))];
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
    const buttons = useAppSelector((state) => componentsIn(state, 'ChannelHeaderButton'));
    const isAppBarOn = useAppSelector(appBarIsOn);
    return (
        <>
            <CallButtons />
            <div className={`header-buttons ${isAppBarOn ? 'header-buttons--narrow-only' : ''}`}>
                {buttons.map((button) => (
                    <PluginButton key={button.id} button={button} />
                ))}
            </div>
        </>
    );
}

/** A plugin draws the button of a call itself; the click comes from around it. */
function CallButtons(): React.JSX.Element {
    const buttons = useAppSelector((state) => componentsIn(state, 'CallButton'));
    const channel = useAppSelector(currentChannel);
    const member = useAppSelector((state) => state.entities.channels.myMembers[channel?.id ?? '']);
    return (
        <>
            {buttons.map(({ id, pluginId, button, action }) => (
                <span
                    key={id}
                    className="call-button"
                    role="presentation"
                    onClick={() => channel && action?.(channel, member)}
                >
                    <PluginErrorBoundary pluginId={pluginId}>{button}</PluginErrorBoundary>
                </span>
            ))}
        </>
    );
}

function PluginButton({ button }: { button: PluginComponent }): React.JSX.Element {
    const channel = useAppSelector(currentChannel);
    const member = useAppSelector((state) => state.entities.channels.myMembers[channel?.id ?? '']);
    const { text, rhsComponentId } = button;
    const shownPanel = useAppSelector((state) => state.views.rhs.pluggableId);
    return (
        <button
            type="button"
            className="plugin-button"
            {...(rhsComponentId ? { 'aria-expanded': shownPanel === rhsComponentId } : {})}
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
