/** Puts the page into the document, in the way of the React that was chosen. */
import type { ReactElement } from 'react';
import * as ReactDOM from 'react-dom';
import * as ReactDOMClient from 'react-dom/client';

/** What plugins find as `ReactDOM`: both parts in one. */
export const reactDom: object = { ...ReactDOM, ...ReactDOMClient };

interface Renderers {
    render?: (element: ReactElement, root: Element) => void;
    createRoot?: (root: Element) => { render: (element: ReactElement) => void };
}

/** As Mattermost does: in the old mode as long as React has it. */
export function mount(element: ReactElement, root: Element): void {
    const { render, createRoot } = reactDom as Renderers;
    if (render) {
        render(element, root);
    } else {
        createRoot?.(root).render(element);
    }
}
