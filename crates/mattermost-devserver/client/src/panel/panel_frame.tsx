/** The frame that every panel at the right has: its head with the way to close it. */
import React from 'react';

import { useAppDispatch } from '../store/store';

interface PanelFrameProps {
    title: React.ReactNode;
    children: React.ReactNode;
}

export function PanelFrame({ title, children }: PanelFrameProps): React.JSX.Element {
    const dispatch = useAppDispatch();
    return (
        <aside className="rhs" id="rhsContainer" aria-labelledby="rhsPanelTitle">
            <header className="rhs__header">
                <h2 id="rhsPanelTitle">{title}</h2>
                <button
                    type="button"
                    className="icon-button"
                    aria-label="Close"
                    onClick={() => dispatch({ type: 'UPDATE_RHS_STATE', state: null })}
                >
                    ×
                </button>
            </header>
            {children}
        </aside>
    );
}
