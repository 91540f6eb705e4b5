import { afterEach, describe, expect, it, vi } from 'vitest';

import { goTo, loadScript, watchVisibility } from './host';

afterEach(() => {
    document.head.replaceChildren();
    ['Left', 'WebappUtils'].forEach((name) => Reflect.deleteProperty(window, name));
    vi.unstubAllGlobals();
});

/** What a browser would do with the script that was added to the page. */
function finish(left?: string) {
    const script = document.querySelector('script');
    if (left === undefined) {
        script?.onerror?.(new Event('error'));
    } else {
        Object.assign(window, { Left: left });
        script?.onload?.(new Event('load'));
    }
}

describe('loadScript', () => {
    it('runs a script once, and answers what it left', async () => {
        const first = loadScript('/a.js?v=1', 'Left');
        const second = loadScript('/a.js?v=1', 'Left');
        expect(document.querySelectorAll('script')).toHaveLength(1);

        finish('version 1');

        expect(await Promise.all([first, second])).toEqual(['version 1', 'version 1']);
        expect(document.querySelector('script')).toBeNull();
    });

    it('runs that of another version in spite of what an older one left', async () => {
        Object.assign(window, { Left: 'version 1' });
        const newer = loadScript('/a.js?v=2', 'Left');

        finish('version 2');

        expect(await newer).toBe('version 2');
    });

    it('tries again what failed', async () => {
        const failed = loadScript('/b.js', 'Left');
        finish();
        expect(await failed).toBeUndefined();

        const again = loadScript('/b.js', 'Left');
        finish('there');

        expect(await again).toBe('there');
    });

    it("tries again where a proxy's page came in its place", async () => {
        const failed = loadScript('/c.js', 'Left');
        document.querySelector('script')?.onload?.(new Event('load'));
        expect(await failed).toBeUndefined();

        const again = loadScript('/c.js', 'Left');
        finish('there');

        expect(await again).toBe('there');
    });
});

describe('goTo', () => {
    it("goes by Mattermost's own history", () => {
        const push = vi.fn();
        Object.assign(window, { WebappUtils: { browserHistory: { push } } });

        expect(goTo('/_redirect/pl/p')).toBe(true);
        expect(push).toHaveBeenCalledExactlyOnceWith('/_redirect/pl/p');
    });

    it('says that the link has to be followed where there is none', () => {
        expect(goTo('/_redirect/pl/p')).toBe(false);
    });
});

describe('watchVisibility', () => {
    it('counts everything as seen where the browser cannot tell', () => {
        const tell = vi.fn();

        watchVisibility(document.body, tell)();

        expect(tell).toHaveBeenCalledExactlyOnceWith(true);
    });

    it('goes by the last of several records', () => {
        const observers: ((records: { isIntersecting: boolean }[]) => void)[] = [];
        class Observer {
            observe = vi.fn();
            disconnect = vi.fn();
            constructor(tell: (records: { isIntersecting: boolean }[]) => void) {
                observers.push(tell);
            }
        }
        vi.stubGlobal('IntersectionObserver', Observer);
        const tell = vi.fn();
        watchVisibility(document.body, tell);

        observers[0]?.([{ isIntersecting: true }, { isIntersecting: false }]);

        expect(tell).toHaveBeenCalledExactlyOnceWith(false);
    });
});
