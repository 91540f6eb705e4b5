/**
 * Keeps the overview of an open panel up to date: it is read when the panel opens, when the channel
 * changes, and after what happened; never by the clock.
 */
import { readOverview, type Answer, type Json } from '../api';
import type { Change } from '../live/live_meetings';
import { Signal } from '../signal';

import { overviewOf, type Overview } from './overview';

/** Changes that come one upon another are one question, after this time. */
const GATHER_MS = 1_000;

/** A change is told to everybody at once: each page waits some part of this time more. */
const SPREAD_MS = 2_000;

/** What is known, and what is wrong. */
export interface Shown {
    overview?: Overview;
    /** Why the last question had no answer; empty where the server did not say. */
    failure?: string;
    isReading: boolean;
}

/** Reads the overview. */
export class OverviewReader {
    readonly shown = new Signal<Shown>({ isReading: true });
    private channelId = '';
    private isAsking = false;
    private isStale = false;
    private isClosed = false;
    private timer: ReturnType<typeof setTimeout> | undefined;
    /** The running meetings that were asked because of; what is still not shown never will be. */
    private readonly sought = new Set<string>();

    /** The panel shows what concerns this channel from now on. */
    setChannel(channelId: string): void {
        this.channelId = channelId;
        this.sought.clear();
        this.read();
    }

    /** Reads it, or, while it is being read, once more afterwards. */
    read(): void {
        clearTimeout(this.timer);
        this.timer = undefined;
        this.isStale = true;
        if (!this.isAsking && !this.isClosed) {
            void this.ask();
        }
    }

    /** Reads it soon, where the change may concern more than a row that is shown. */
    onChange(change: Change): void {
        if (this.isNews(change)) {
            const delay = GATHER_MS + Math.random() * SPREAD_MS;
            this.timer ??= setTimeout(() => {
                this.read();
            }, delay);
        }
    }

    /**
     * Who comes and goes in a meeting that is shown needs no reading: its row knows it already. Nor
     * does one that the server has left out: it is sought once in each of its states.
     */
    private isNews({ postId, live }: Change): boolean {
        if (postId === undefined) {
            this.sought.clear();
            return true;
        }
        if (live?.state !== 'waiting' && live?.state !== 'started') {
            return true;
        }
        const key = `${postId} ${live.state}`;
        const isShown = this.shown.value.overview?.live.some((item) => item.postId === postId);
        const isNews = !isShown && !this.sought.has(key);
        this.sought.add(key);
        return isNews;
    }

    /** The panel is closed: nothing is asked any more. */
    close(): void {
        this.isClosed = true;
        clearTimeout(this.timer);
    }

    private async ask(): Promise<void> {
        this.isAsking = true;
        while (this.isStale && !this.isClosed) {
            this.isStale = false;
            this.shown.set({ ...this.shown.value, isReading: true });
            this.take(await readOverview(this.channelId));
        }
        this.isAsking = false;
    }

    /** After a failure the panel still shows what it learned before. */
    private take(answer: Answer<Json>): void {
        const { overview } = this.shown.value;
        this.shown.set(
            answer.kind === 'ok'
                ? { overview: overviewOf(answer.value), isReading: false }
                : { ...(overview ? { overview } : {}), failure: answer.reason, isReading: false },
        );
    }
}
