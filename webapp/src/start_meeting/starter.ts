/** Starting a meeting from a button: once per press, in the right place, and never in silence. */
import type { Channel } from '@mattermost/types/channels';

import { callPerson, startMeeting, type StartOutcome } from '../api';
import type { Notices } from '../notice/notices';
import { Signal } from '../signal';
import {
    connectionIdOf,
    currentChannelIdOf,
    isConnected,
    openThreadOf,
    startInOf,
    threadOnScreen,
    type HostStore,
} from '../state';

/** A second press so soon after the first is the other half of a double click. */
const DOUBLE_CLICK_MS = 1_000;

/** The place an invitation goes to. */
export interface Place {
    channelId: string;
    rootId: string;
    topic?: string;
}

/** What a starter needs of the page. */
export interface StarterParts {
    store: HostStore;
    notices: Notices;
    openMeeting: (url: string) => void;
    /** The time in milliseconds. */
    now?: () => number;
}

/** Starts meetings and knows whether one is being started. */
export class Starter {
    /** Whether a start is under way in this tab. */
    readonly busy = new Signal(false);
    private readonly held = new Map<string, number>();
    private readonly now: () => number;

    constructor(private readonly parts: StarterParts) {
        this.now = parts.now ?? Date.now;
    }

    /** Starts a meeting in the channel on the screen, or in the thread, as the person chose. */
    async startIn(channel?: Pick<Channel, 'id'> | null): Promise<void> {
        const place = this.placeFor(channel);
        if (place) {
            await this.start(place);
        } else {
            this.parts.notices.show({ kind: 'nowhere' });
        }
    }

    private placeFor(channel: Pick<Channel, 'id'> | null | undefined): Place | null {
        const state = this.parts.store.getState();
        if (!channel?.id) {
            return threadOnScreen(state);
        }
        const rootId = startInOf(state) === 'thread' ? openThreadOf(state, channel) : '';
        return { channelId: channel.id, rootId };
    }

    /** Starts a meeting; does nothing when the same was asked for in the same place just now. */
    async start(place: Place, force = false): Promise<void> {
        const key = `${place.channelId}/${place.rootId}/${String(force)}`;
        await this.once(key, () =>
            startMeeting({ ...place, connectionId: this.connectionId(), force }),
        );
    }

    /** Calls a person, unless they were called just now. */
    async call(userId: string): Promise<void> {
        const channelId = currentChannelIdOf(this.parts.store.getState());
        await this.once(`call/${userId}`, () =>
            callPerson({ userId, channelId, connectionId: this.connectionId() }),
        );
    }

    private async once(key: string, ask: () => Promise<StartOutcome>): Promise<void> {
        if (this.now() < (this.held.get(key) ?? 0)) {
            return;
        }
        this.held.set(key, Number.POSITIVE_INFINITY);
        this.setBusy();
        this.parts.notices.show({ kind: 'busy' });
        const outcome = await ask();
        this.held.set(key, outcome.kind === 'failed' ? 0 : this.now() + DOUBLE_CLICK_MS);
        this.setBusy();
        this.tell(outcome);
    }

    private connectionId(): string {
        return connectionIdOf(this.parts.store.getState());
    }

    private setBusy(): void {
        const busy = [...this.held.values()].includes(Number.POSITIVE_INFINITY);
        this.busy.set(busy);
        if (!busy) {
            this.parts.notices.endBusy();
        }
    }

    private tell(outcome: StartOutcome): void {
        switch (outcome.kind) {
            case 'started':
                // With a WebSocket the server's event opens the meeting; without one nobody would.
                if (!isConnected(this.parts.store.getState())) {
                    this.parts.openMeeting(outcome.meetingUrl);
                }
                break;
            case 'asked':
                break;
            case 'refused':
                this.parts.notices.show({ kind: 'refused', reason: outcome.reason });
                break;
            case 'failed':
                this.parts.notices.show({ kind: 'failed', failure: outcome.failure });
                break;
        }
    }
}
