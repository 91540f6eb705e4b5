/** The one notice that the plugin may have on the page. */
import type { Failure } from '../api';
import { Signal } from '../signal';

/** What there is to say. */
export type Notice =
    | { kind: 'busy' }
    | { kind: 'failed'; failure: Failure }
    /** The server's own words. */
    | { kind: 'refused'; reason: string }
    /** The button was pressed on a page without channel and thread. */
    | { kind: 'nowhere' }
    /** The browser did not let the meeting's tab open. */
    | { kind: 'blocked'; meetingUrl: string };

/** Holds the notice; a new one takes the place of the old. */
export class Notices {
    readonly current = new Signal<Notice | null>(null);

    show(notice: Notice): void {
        this.current.set(notice);
    }

    close(): void {
        this.current.set(null);
    }

    /** Ends the word that something is under way, and leaves any other notice. */
    endBusy(): void {
        if (this.current.value?.kind === 'busy') {
            this.close();
        }
    }
}
