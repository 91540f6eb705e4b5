/** The panel at the right: the thread that is open, or what a plugin shows there. */
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { webSocketClient } from '../plugins/web_socket_client';
import { componentsIn } from '../store/selectors';
import { useAppSelector } from '../store/store';
import { currentTheme } from '../theme/theme';

import { PanelFrame } from './panel_frame';
import { ThreadPanel } from './thread_panel';

export function Panel(): React.JSX.Element | null {
    const pluggableId = useAppSelector((state) => state.views.rhs.pluggableId);
    const panels = useAppSelector((state) => componentsIn(state, 'RightHandSidebarComponent'));
    const panel = panels.find(({ id }) => id === pluggableId);
    const theme = useAppSelector(currentTheme);
    if (!panel?.component) {
        return <ThreadPanel />;
    }
    const { component: Component, pluginId, title } = panel;
    return (
        <PanelFrame title={title}>
            <PluginErrorBoundary key={panel.id} pluginId={pluginId}>
                <Component theme={theme} webSocketClient={webSocketClient} />
            </PluginErrorBoundary>
        </PanelFrame>
    );
}
