/** Draws what plugins hung into a place. */
import React from 'react';

import { componentsIn } from '../store/selectors';
import { useAppSelector } from '../store/store';
import { currentTheme } from '../theme/theme';

import { PluginErrorBoundary } from './error_boundary';
import { webSocketClient } from './web_socket_client';

interface SlotProps {
    /** The place's name in the state. */
    place: string;
    /** What the components get, beside the theme and the connection. */
    with?: object;
    /** Some places give no theme. */
    withTheme?: boolean;
}

export function Slot({ place, with: props, withTheme = true }: SlotProps): React.JSX.Element {
    const components = useAppSelector((state) => componentsIn(state, place));
    const theme = useAppSelector(currentTheme);
    const common = withTheme ? { theme, webSocketClient } : {};
    return (
        <>
            {components.map(
                ({ id, pluginId, component: Component }) =>
                    Component && (
                        <PluginErrorBoundary key={id} pluginId={pluginId}>
                            <Component {...props} {...common} />
                        </PluginErrorBoundary>
                    ),
            )}
        </>
    );
}
