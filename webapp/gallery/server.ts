/** Answers in the place of the plugin's server, so that the components have something to show. */

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

/** What each question gets, in turn: every theme asks once for each of its exhibits. */
const ANSWERS: Record<string, (object | undefined)[]> = {
    preferences: [{ use_pmi: 'ask' }, undefined],
    status: [IN_ORDER, TROUBLE],
};

const asked: Record<string, number> = {};

/** Takes the place of the page's `fetch`. */
export function answerInstead(): void {
    window.fetch = (input) => {
        const name = (typeof input === 'string' ? input : '').replace(/^.*\//, '');
        const answers = ANSWERS[name] ?? [undefined];
        const turn = asked[name] ?? 0;
        asked[name] = turn + 1;
        const answer = answers[turn % answers.length];
        return answer
            ? Promise.resolve(new Response(JSON.stringify(answer)))
            : Promise.reject(new TypeError('Failed to fetch'));
    };
}
