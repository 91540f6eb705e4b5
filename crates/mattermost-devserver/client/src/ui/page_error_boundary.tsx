/** Says that the page failed, where it would else be gone without a word. */
import React from 'react';

export class PageErrorBoundary extends React.Component<
    { children: React.ReactNode },
    { reason: string }
> {
    override state = { reason: '' };

    static getDerivedStateFromError(error: unknown): { reason: string } {
        return { reason: error instanceof Error ? error.message : String(error) };
    }

    override render(): React.ReactNode {
        const { reason } = this.state;
        return reason ? (
            <main className="page-failed" role="alert">
                <h1>The dev server’s page failed</h1>
                <p>{reason}</p>
                <p>The browser’s console says where. Reload the page to go on.</p>
            </main>
        ) : (
            this.props.children
        );
    }
}
