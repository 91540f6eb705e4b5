/** Answers in the place of the plugin's server, so that the components have something to show. */

import { liveJson } from '../test/page';

const ADDRESS = 'https://chat.example.com/plugins/zoom';

const check = (name: string, state: string, text: string) => ({ name, state, text });

const status = (checks: object[]) => ({
    account_level_app: false,
    redirect_url: `${ADDRESS}/oauth2/complete`,
    webhook_url: `${ADDRESS}/webhook?secret=a-secret-of-thirty-two-letters`,
    checks,
});

const IN_ORDER = status([
    check('settings', 'ok', 'All required settings are there.'),
    check('zoom', 'ok', 'Zoom answers at https://zoom.us.'),
    check('client', 'ok', 'Zoom accepts the Client ID and Secret.'),
    check('validation', 'ok', 'Zoom validated the address 5 hours ago.'),
    check('event', 'ok', 'The last event came 12 minutes ago.'),
    check('clock', 'ok', 'The clock agrees with Zoom’s.'),
]);

const TROUBLE = {
    ...status([
        check(
            'settings',
            'error',
            'The setting Zoom OAuth Client ID is empty, and it is required.',
        ),
        check('zoom', 'warning', 'Zoom answered after 9 seconds.'),
        check('event', 'unknown', 'No event has come yet.'),
    ]),
    webhook_url: '',
    account_level_app: true,
};

/** People of the gallery; their faces are drawn by the page itself. */
export const USERS = ['alice-id', 'bob-id', 'carol-id', 'dan-id', 'erin-id', 'frank-id', 'gina-id'];

const usernames = USERS.map((id) => ({ id, username: id.replace('-id', '') }));

const DAY_MS = 86_400_000;
const soon = Math.ceil(Date.now() / DAY_MS) * DAY_MS + 9 * 3_600_000;

const OVERVIEW = {
    connected: true,
    notes: [],
    live: [
        {
            post_id: 'panel-live',
            channel_name: 'Design',
            topic: 'Design review',
            link: 'https://zoom.us/j/1',
            live: liveJson({ count: 9, users: USERS }),
        },
        {
            post_id: 'panel-waiting',
            channel_name: 'Support',
            topic: '',
            link: 'https://zoom.us/j/2',
            live: liveJson({ state: 'waiting', host_in: false, count: 0, users: [], waiting: 2 }),
        },
    ],
    upcoming: [
        {
            meeting_id: 7,
            topic: 'Weekly planning',
            start_time: soon,
            minutes: 45,
            time_zone: 'Europe/Berlin',
            link: 'https://zoom.us/j/7',
            mine: true,
            recurring: true,
            post_id: 'invitation-id',
        },
        {
            meeting_id: 8,
            topic: 'Interview with a person of a rather long name for the team of the panel',
            start_time: soon + 3 * DAY_MS,
            minutes: 30,
            time_zone: 'UTC',
            link: 'https://zoom.us/j/8',
            mine: false,
            recurring: false,
            post_id: '',
        },
    ],
    recordings: [
        {
            post_id: 'recording-id',
            channel_name: 'Design',
            topic: 'Retrospective',
            time: Date.UTC(2026, 0, 5, 10, 0),
            minutes: 47,
        },
    ],
};

const NOTHING = { connected: true, notes: [], live: [], upcoming: [], recordings: [] };

const OVERVIEWS: Record<string, object | undefined> = {
    full: OVERVIEW,
    empty: NOTHING,
    missing: {
        ...NOTHING,
        connected: false,
        notes: [
            'Connect your Zoom account first: type `/zoom connect`.',
            'To show your meetings, the Zoom app needs one more scope. Ask the person who manages it.',
        ],
    },
};

/** What each question gets, in turn: every theme asks once for each of its exhibits. */
const ANSWERS: Record<string, (object | undefined)[]> = {
    preferences: [{ use_pmi: 'ask' }, undefined, { status: 'true' }],
    status: [IN_ORDER, TROUBLE],
};

const asked: Record<string, number> = {};

function answerInTurn(name: string): object | undefined {
    const answers = ANSWERS[name] ?? [undefined];
    const turn = asked[name] ?? 0;
    asked[name] = turn + 1;
    return answers[turn % answers.length];
}

function answerTo(url: string): object | undefined {
    const { pathname, searchParams } = new URL(url, ADDRESS);
    const name = pathname.replace(/^.*\//, '');
    switch (name) {
        case 'overview':
            return OVERVIEWS[searchParams.get('channel_id') ?? ''];
        case 'ids':
            return usernames;
        case 'live':
            return pathname.includes('/own/') ? { ...OWN, can_end: true } : undefined;
        default:
            return answerInTurn(name);
    }
}

const OWN = liveJson({ count: 40, users: USERS });

/** Takes the place of the page's `fetch`. */
export function answerInstead(): void {
    window.fetch = (input) => {
        const url = typeof input === 'string' ? input : '';
        if (url.includes('channel_id=loading')) {
            return new Promise(() => undefined);
        }
        const answer = answerTo(url);
        return answer
            ? Promise.resolve(new Response(JSON.stringify(answer)))
            : Promise.reject(new TypeError('Failed to fetch'));
    };
    // Every post is asked about, in view or not.
    Reflect.deleteProperty(window, 'IntersectionObserver');
    drawFaces();
}

/** A face for each person, in the place of the picture that Mattermost would send. */
function drawFaces(): void {
    const draw = (image: HTMLImageElement) => {
        const at = USERS.findIndex((id) => image.src.includes(`/users/${id}/image`));
        if (at >= 0) {
            const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" fill="hsl(${at * 50} 45% 45%)"/><text x="12" y="16" font-size="12" fill="#fff" text-anchor="middle" font-family="sans-serif">${USERS[at]?.charAt(0).toUpperCase() ?? ''}</text></svg>`;
            image.src = `data:image/svg+xml,${encodeURIComponent(picture)}`;
        }
    };
    new MutationObserver(() => {
        document.querySelectorAll<HTMLImageElement>('img.zoom-people__face').forEach(draw);
    }).observe(document, { childList: true, subtree: true });
}
