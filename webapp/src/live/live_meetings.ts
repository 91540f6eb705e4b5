/**
 * The live states that this page knows, by the posts of the meetings. Events keep them up to date;
 * the server is asked once for a post that comes into view, and once more after a reconnect.
 */
import { readLive, type Answer, type Json } from '../api';
import { PLUGIN_ID } from '../plugin_id';
import type { WebSocketMessage } from '../registry';
import { Signal } from '../signal';

import { liveOf, liveStatesOf, type Live } from './live';

/** The event by which the server tells that somebody came or went, or that a meeting changed. */
export const MEETING_CHANGED = `custom_${PLUGIN_ID}_meeting_changed`;

/** Of a long channel no more than this many posts are asked about at a time. */
const AT_ONCE = 2;

/** A question that the server did not answer is repeated so often, each time later than before. */
const RETRY_MS = [5_000, 30_000, 120_000];

/** What is known of a meeting. */
export interface KnownMeeting {
    live?: Live;
    /** Whether the reader may end it. */
    canEnd: boolean;
}

/** What has changed: one meeting, or, where nothing is said, nobody knows what. */
export interface Change {
    postId?: string;
    live?: Live;
}

interface Entry {
    known: Signal<KnownMeeting>;
    /** How often an event told of it: an answer that was on its way meanwhile is older. */
    events: number;
    isAsked: boolean;
    /** How often in a row the server gave no answer. */
    failures: number;
    /** By how many places of the page it is seen: a thread beside its channel shows it twice. */
    views: number;
}

/** Knows the live states. */
export class LiveMeetings {
    /** The last change, for those who show more than the meetings that they know. */
    readonly change = new Signal<Change>({});
    private readonly entries = new Map<string, Entry>();
    private readonly queue: string[] = [];
    private asking = 0;

    /** What is known of the meeting of a post, to be watched. */
    of(postId: string): Signal<KnownMeeting> {
        return this.entry(postId).known;
    }

    /** A post came into view; the answer is to be called when it leaves it. */
    see(postId: string): () => void {
        this.entry(postId).views += 1;
        this.want(postId);
        return () => {
            this.entry(postId).views -= 1;
        };
    }

    /** The handler of the event, which comes from the network and may hold anything. */
    onChanged(message: WebSocketMessage): void {
        liveStatesOf(message.data?.live).forEach(([postId, live]) => {
            this.take(postId, live);
        });
    }

    /**
     * The handler of Mattermost's own events about posts. One that concerns a meeting may bring
     * something that is no live state: an invitation to a scheduled one, or a recording.
     */
    onPost(message: WebSocketMessage): void {
        const post = message.data?.post;
        if (typeof post === 'string' && /"(custom_zoom|meeting_post_id)/.test(post)) {
            this.change.set({});
        }
    }

    /**
     * Events may have been missed, or an admin has others seen than before: what is in view is asked
     * about once more, the rest is forgotten.
     */
    askAnew(): void {
        this.entries.forEach((entry) => {
            entry.isAsked = false;
            entry.failures = 0;
            if (entry.views === 0) {
                entry.known.set({ canEnd: entry.known.value.canEnd });
            }
        });
        this.entries.forEach((_, postId) => {
            this.want(postId);
        });
        this.change.set({});
    }

    private take(postId: string, live: Live): void {
        const entry = this.entry(postId);
        entry.events += 1;
        entry.known.set({ ...entry.known.value, live });
        this.change.set({ postId, live });
        if (live.state === 'ended' && entry.views === 0 && !entry.known.isWatched) {
            this.entries.delete(postId);
        }
    }

    private entry(postId: string): Entry {
        let entry = this.entries.get(postId);
        if (!entry) {
            const known = new Signal<KnownMeeting>({ canEnd: false });
            entry = { known, events: 0, isAsked: false, failures: 0, views: 0 };
            this.entries.set(postId, entry);
        }
        return entry;
    }

    private want(postId: string): void {
        const entry = this.entry(postId);
        if (entry.views > 0 && !entry.isAsked) {
            entry.isAsked = true;
            this.queue.push(postId);
            void this.askNext();
        }
    }

    private async askNext(): Promise<void> {
        const postId = this.asking < AT_ONCE ? this.queue.shift() : undefined;
        if (postId === undefined) {
            return;
        }
        this.asking += 1;
        const entry = this.entry(postId);
        if (entry.views > 0) {
            await this.ask(postId, entry);
        } else {
            // It was scrolled past: the next view asks.
            entry.isAsked = false;
        }
        this.asking -= 1;
        void this.askNext();
    }

    private async ask(postId: string, entry: Entry): Promise<void> {
        const { events } = entry;
        const answer = await readLive(postId);
        if (answer.kind === 'ok') {
            const live = entry.events === events ? liveOf(answer.value) : entry.known.value.live;
            entry.known.set({ ...(live ? { live } : {}), canEnd: answer.value.can_end === true });
            entry.failures = 0;
        } else if (isPassing(answer)) {
            entry.isAsked = false;
            this.askLater(postId, RETRY_MS[entry.failures++]);
        }
    }

    /** After the last repetition the post is asked about when it comes into view again. */
    private askLater(postId: string, delay: number | undefined): void {
        if (delay !== undefined) {
            setTimeout(() => {
                this.want(postId);
            }, delay);
        }
    }
}

/** Whether it may go better later: where the server has words of its own, it knows the reason. */
const isPassing = ({ failure, reason }: Extract<Answer<Json>, { kind: 'failed' }>): boolean =>
    ['offline', 'timed_out', 'server'].includes(failure) && reason === '';
