/** Keeps a component of a plugin that throws from taking the page with it. */
import React from 'react';

interface Props {
    pluginId: string;
    children?: React.ReactNode;
}

export class PluginErrorBoundary extends React.Component<Props, { failed: boolean }> {
    override state = { failed: false };

    static getDerivedStateFromError(): { failed: boolean } {
        return { failed: true };
    }

    override componentDidCatch(error: Error): void {
        console.error(`${this.props.pluginId}: a component failed`, error);
    }

    override render(): React.ReactNode {
        return this.state.failed ? (
            <span className="error-text">
                An error occurred in the {this.props.pluginId} plugin.
            </span>
        ) : (
            this.props.children
        );
    }
}
