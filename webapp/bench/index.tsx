/**
 * What a meeting post costs the page: drawn for the first time, drawn anew because it changed, and
 * passed over when something else in Mattermost changed. The result is left on the window.
 */
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { IntlProvider } from 'react-intl';

import en from '../src/i18n/en.json';
import { meetingPost } from '../src/meeting_post/meeting_post';
import { changed, meetingPostOf, partsOf, stateWithPosts, storeOf } from '../test/page';

const POSTS = 200;
const ROUNDS = 20;
/** Actions that change nothing for the posts: one alone is below what a browser's clock shows. */
const ACTIONS = 100;

const posts = Array.from({ length: POSTS }, (_, index) => ({
    ...meetingPostOf(index % 2 ? { meeting_status: 'ENDED', meeting_duration: 5 } : {}),
    id: `post-${index}`,
}));
const store = storeOf(stateWithPosts(...posts));
const parts = partsOf(store);
const MeetingPost = meetingPost(parts);
// Of each meeting that goes on, the page knows who is in: nothing is asked.
posts.forEach(({ id }) => {
    parts.meetings.onChanged(changed(id, { count: 9, users: ['alice-id', 'bob-id'] }));
});

const list = (shown: typeof posts) => (
    <IntlProvider locale="en" messages={en}>
        {shown.map((post) => (
            <MeetingPost key={post.id} post={post} />
        ))}
    </IntlProvider>
);

function time(work: () => void): number {
    const start = performance.now();
    work();
    return performance.now() - start;
}

/** The middle of several runs, which one that the machine interrupted does not move. */
function median(run: () => number): number {
    const times = Array.from({ length: ROUNDS }, run).sort((a, b) => a - b);
    return times[Math.floor(ROUNDS / 2)] ?? NaN;
}

function draw(): number {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    const took = time(() => {
        flushSync(() => {
            root.render(list(posts));
        });
    });
    root.unmount();
    return took / POSTS;
}

function change(): number {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    flushSync(() => {
        root.render(list(posts));
    });
    const [first = meetingPostOf(), ...others] = posts;
    const changed = { ...first, props: { ...first.props, meeting_topic: 'Another topic' } };
    const took = time(() => {
        flushSync(() => {
            root.render(list([changed, ...others]));
        });
    });
    root.unmount();
    return took;
}

function passOver(): number {
    const root = createRoot(document.body.appendChild(document.createElement('div')));
    flushSync(() => {
        root.render(list(posts));
    });
    const took = time(() => {
        for (let action = 0; action < ACTIONS; action++) {
            store.change({ ...store.getState() });
        }
    });
    root.unmount();
    return took / ACTIONS / POSTS;
}

Object.assign(window, {
    benchmark: { draw: median(draw), change: median(change), passOver: median(passOver) },
});
