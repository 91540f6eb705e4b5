/**
 * The live state of a meeting: who is in it at present. It comes from `GET /api/v1/posts/{id}/live`,
 * and by the event `custom_zoom_meeting_changed`, for the ids of one or several posts, as JSON in a text:
 *
 * ```json
 * { "meeting_id": 91234567890, "meeting_uuid": "…", "state": "started", "host_in": true,
 *   "count": 3, "users": ["<user id>"], "waiting": 0, "total": 4 }
 * ```
 *
 * What an admin does not have shown is missing: `users`, or all numbers and `host_in`.
 */

/** Where a meeting is in its life. */
export type LiveState = 'waiting' | 'started' | 'ended';

/** The live state of a meeting. A number is undefined where an admin has it not shown. */
export interface Live {
    state: LiveState;
    hostIn: boolean;
    /** How many are in. */
    count: number | undefined;
    /** Those of them who are known in Mattermost, at most twelve, in the order of joining. */
    users: string[];
    /** How many wait to be let in. */
    waiting: number | undefined;
    /** How many were in so far; 0 also where Zoom tells nobody who comes and goes. */
    total: number;
}

/**
 * Whether people wait for the host to begin. That the meeting has not begun is not enough: an app in
 * Zoom that does not send *Start Meeting* lets every meeting look so until it ends.
 */
export const isHostAwaited = ({ state, waiting = 0 }: Live): boolean =>
    state === 'waiting' && waiting > 0;

/** Reads a live state; undefined where it is none. */
export function liveOf(value: unknown): Live | undefined {
    if (typeof value !== 'object' || value === null) {
        return undefined;
    }
    const { state, host_in, count, users, waiting, total } = value as Record<string, unknown>;
    if (!isState(state)) {
        return undefined;
    }
    return {
        state,
        hostIn: host_in === true,
        count: number(count),
        users: Array.isArray(users) ? users.filter(isUserId) : [],
        waiting: number(waiting),
        total: number(total) ?? 0,
    };
}

/** Reads the live states of posts, by the posts' ids, out of their text. */
export function liveStatesOf(text: unknown): [postId: string, live: Live][] {
    return Object.entries(objectOf(text)).flatMap(([postId, value]) => {
        const live = postId === '' ? undefined : liveOf(value);
        return live ? [[postId, live]] : [];
    });
}

function objectOf(text: unknown): object {
    try {
        const value: unknown = typeof text === 'string' ? JSON.parse(text) : undefined;
        return typeof value === 'object' && value !== null ? value : {};
    } catch {
        return {};
    }
}

const STATES: unknown[] = ['waiting', 'started', 'ended'];

const isState = (value: unknown): value is LiveState => STATES.includes(value);

const isUserId = (value: unknown): value is string => typeof value === 'string' && value !== '';

const number = (value: unknown): number | undefined =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
