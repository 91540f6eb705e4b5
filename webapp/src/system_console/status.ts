/**
 * The state of the set-up, as `GET /api/v1/status` gives it to system admins:
 *
 * ```json
 * {
 *     "account_level_app": false,
 *     "redirect_url": "https://chat.example.com/plugins/zoom/oauth2/complete",
 *     "webhook_url": "https://chat.example.com/plugins/zoom/webhook?secret=…",
 *     "checks": [{ "name": "settings", "state": "ok", "text": "All required settings are there." }]
 * }
 * ```
 *
 * `state` is one of `ok`, `warning`, `error` and `unknown`; `text` is Markdown in the admin's
 * language. A server that is newer than this page may send more checks, and other ones.
 */

/** How a check came out. */
export type CheckState = 'ok' | 'warning' | 'error' | 'unknown';

/** One thing that was looked at. */
export interface Check {
    name: string;
    state: CheckState;
    text: string;
}

/** The state of the set-up. An address is empty where the server cannot tell it yet. */
export interface Status {
    accountLevelApp: boolean;
    redirectUrl: string;
    webhookUrl: string;
    checks: Check[];
}

/** Reads the server's answer; what is missing or of another type is left out. */
export function statusOf(answer: Record<string, unknown>): Status {
    return {
        accountLevelApp: answer.account_level_app === true,
        redirectUrl: text(answer.redirect_url),
        webhookUrl: text(answer.webhook_url),
        checks: Array.isArray(answer.checks) ? answer.checks.flatMap(checkOf) : [],
    };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function checkOf(value: unknown): Check[] {
    if (typeof value !== 'object' || value === null) {
        return [];
    }
    const { name, state, text: words } = value as Record<string, unknown>;
    return [{ name: text(name), state: stateOf(state), text: text(words) }];
}

function stateOf(state: unknown): CheckState {
    switch (state) {
        case 'ok':
        case 'warning':
        case 'error':
            return state;
        default:
            return 'unknown';
    }
}
