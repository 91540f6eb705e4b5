/**
 * What screen readers are told of meetings without being asked: that one began or ended, and that
 * people wait for the host. Who comes and goes is not announced; it can be read in the post.
 */
import { useEffect, useRef } from 'react';

import { useText } from '../i18n';
import { Signal } from '../signal';

import type { KnownMeeting } from './live_meetings';

/** Something that was said; the same words about something else have another number. */
export interface Said {
    number: number;
    words: string;
}

/** Holds what was said last; what is on the page twice is announced once. */
export class Announcer {
    readonly said = new Signal<Said>({ number: 0, words: '' });
    private last = '';

    /** Says something about a post, or whatever else has an id. */
    say(id: string, words: string): void {
        if (this.last !== id + words) {
            this.last = id + words;
            this.said.set({ number: this.said.value.number + 1, words });
        }
    }
}

/** What there is to announce of a meeting. */
type Phase = 'unknown' | 'waiting' | 'started' | 'ended' | 'wanted';

/** Announces what becomes of a meeting while its post is on the page. */
export function useAnnouncement(
    announcer: Announcer,
    post: { id: string; isOver: boolean; topic: string },
    known: KnownMeeting,
): void {
    const text = useText();
    const phase = phaseOf(post.isOver, known);
    const before = useRef(phase);
    const words =
        phase === 'unknown' || phase === 'waiting'
            ? ''
            : text(`zoom.said.${phase}`, {
                  topic: post.topic || text('zoom.post.untitled'),
                  count: known.live?.waiting ?? 0,
              });
    useEffect(() => {
        const isNews = before.current !== phase && isWorthSaying(before.current, phase);
        before.current = phase;
        if (isNews) {
            announcer.say(post.id, words);
        }
        // Its number may change without being news.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [announcer, post.id, phase]);
}

function phaseOf(isOver: boolean, { live, canEnd }: KnownMeeting): Phase {
    if (isOver || live?.state === 'ended') {
        return 'ended';
    }
    // Only the host can do something about those who wait.
    if (canEnd && live && !live.hostIn && (live.waiting ?? 0) > 0) {
        return 'wanted';
    }
    return live?.state === 'waiting' || live?.state === 'started' ? live.state : 'unknown';
}

/** That a meeting goes on is no news to who has just learned of it. */
const isWorthSaying = (before: Phase, phase: Phase): boolean =>
    phase === 'ended' || phase === 'wanted' || (phase === 'started' && before === 'waiting');
