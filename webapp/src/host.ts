/**
 * The page around the plugin. This is the only file that touches the window: what Mattermost puts
 * there differs between its versions, so each value is read when it is needed and has a fallback.
 */
import type { ReactNode } from 'react';

import type { Plugin } from './registry';

interface HostWindow {
    basename?: unknown;
    PostUtils?: {
        formatText?: (text: string, options: object) => string;
        messageHtmlToComponent?: (html: string, options: object) => ReactNode;
    };
    WebappUtils?: { browserHistory?: { push?: (path: string) => void } };
    registerPlugin?: (id: string, plugin: Plugin) => void;
}

const hostWindow = () => window as unknown as HostWindow;

/** Hands the plugin to Mattermost, which calls `initialize` at once. */
export function registerPlugin(id: string, plugin: Plugin): void {
    hostWindow().registerPlugin?.(id, plugin);
}

/** The path below which Mattermost is served, without a slash at its end; empty at the root. */
export function basePath(): string {
    const { basename } = hostWindow();
    return typeof basename === 'string' ? basename.replace(/\/+$/, '') : '';
}

/** The token that Mattermost wants back in each request that changes something. */
export function csrfToken(): string {
    const cookie = document.cookie.split('; ').find((entry) => entry.startsWith('MMCSRF='));
    return cookie ? decodeURIComponent(cookie.slice('MMCSRF='.length)) : '';
}

/** Whether an address may be opened: a page on the web, never a script. */
export function isWebAddress(address: string): boolean {
    try {
        return ['http:', 'https:'].includes(new URL(address).protocol);
    } catch {
        return false;
    }
}

/**
 * Opens a page in a new tab that cannot reach back to this one.
 * Answers false when the browser blocked it, which it may when no click led to it.
 */
export function openTab(address: string): boolean {
    // With `noopener` the browser always answers null, so a blocked tab could not be told apart.
    const tab = window.open(address, '_blank');
    if (tab) {
        tab.opener = null;
    }
    return tab !== null || isDesktopApp();
}

/** Whether the person is using this tab. */
export function hasFocus(): boolean {
    return document.hasFocus();
}

/** Tells whenever the person comes back to this tab, until the answer is called. */
export function watchReturn(tell: () => void): () => void {
    window.addEventListener('focus', tell);
    return () => {
        window.removeEventListener('focus', tell);
    };
}

/** Mattermost's desktop application hands the address to the system's browser and answers null. */
function isDesktopApp(): boolean {
    return ['Mattermost/', 'Electron/'].every((name) => navigator.userAgent.includes(name));
}

/** Draws Markdown as Mattermost does in a post; where it lends no such means, the bare text. */
export function markdown(text: string): ReactNode {
    const utils = hostWindow().PostUtils;
    if (!utils?.formatText || !utils.messageHtmlToComponent) {
        return text;
    }
    return utils.messageHtmlToComponent(utils.formatText(text, {}), {});
}

/** Puts a text on the clipboard; answers false when the browser does not let us. */
export async function copyText(text: string): Promise<boolean> {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return false;
    }
}

/**
 * Tells whenever an element comes into view or leaves it, until the answer is called. A browser that
 * cannot tell counts everything as seen.
 */
export function watchVisibility(element: Element, tell: (isVisible: boolean) => void): () => void {
    if (typeof IntersectionObserver === 'undefined') {
        tell(true);
        return () => undefined;
    }
    const observer = new IntersectionObserver((entries) => {
        // Of an element that came and went there are several: the last one holds.
        tell(entries.at(-1)?.isIntersecting ?? false);
    });
    observer.observe(element);
    return () => {
        observer.disconnect();
    };
}

/**
 * Goes to a page of Mattermost without loading the whole anew. Answers false where Mattermost lends
 * no means for that: the link itself must be followed then.
 */
export function goTo(path: string): boolean {
    const history = hostWindow().WebappUtils?.browserHistory;
    history?.push?.(path);
    return history?.push !== undefined;
}

/** The scripts that this script has run; another version of the plugin runs its own. */
const scripts = new Map<string, Promise<unknown>>();

/**
 * Runs a script of ours, once; answers what it left on the window under a name, or undefined where it
 * failed. What failed is tried again.
 */
export function loadScript(url: string, name: string): Promise<unknown> {
    const loading = scripts.get(url) ?? runScript(url, name);
    scripts.set(url, loading);
    return loading;
}

function runScript(url: string, name: string): Promise<unknown> {
    return new Promise((resolve) => {
        const script = document.createElement('script');
        script.src = url;
        const done = (left: unknown) => {
            script.remove();
            // Nor is a proxy's page in its place the script.
            if (left === undefined) {
                scripts.delete(url);
            }
            resolve(left);
        };
        script.onload = () => {
            done((window as unknown as Record<string, unknown>)[name]);
        };
        script.onerror = () => {
            done(undefined);
        };
        document.head.appendChild(script);
    });
}

/** Adds a style sheet to the page; the answer removes it again. */
export function addStyles(id: string, css: string): () => void {
    const element = document.createElement('style');
    element.id = id;
    element.textContent = css;
    document.head.appendChild(element);
    return () => {
        element.remove();
    };
}
