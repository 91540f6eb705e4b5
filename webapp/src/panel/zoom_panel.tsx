/** The panel at the right: registered with its title, and drawn by a script of its own when opened. */
import type { JSX } from 'react';

import { useText } from '../i18n';
import { lazyPart } from '../lazy/lazy_part';
import type { Parts } from '../parts';
import type { Registry } from '../registry';

/** Registers the panel; the answer opens and closes it. */
export function registerPanel(registry: Registry, parts: Parts): () => void {
    const source = { file: 'panel/panel.js', name: 'ZoomPanel', component: 'Panel' };
    const { toggleRHSPlugin } = registry.registerRightHandSidebarComponent(
        lazyPart(source, parts),
        ZoomPanelTitle,
    );
    return () => {
        parts.store.dispatch(toggleRHSPlugin);
    };
}

/** Mattermost draws the title in its own head of the panel. */
function ZoomPanelTitle(): JSX.Element {
    const text = useText();
    return <span>{text('zoom.panel.open')}</span>;
}
