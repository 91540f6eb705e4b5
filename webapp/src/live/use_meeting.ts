/** The live state of a meeting, for the component that shows its post. */
import { type RefObject, useEffect, useRef } from 'react';

import { watchVisibility } from '../host';
import { useSignal } from '../signal';

import type { KnownMeeting, LiveMeetings } from './live_meetings';

/**
 * What is known of the meeting, and where to hang the element by which the page can tell whether the
 * post is in view. Of a meeting that is over, nothing is asked.
 */
export function useMeeting(
    meetings: LiveMeetings,
    postId: string,
    isOpen: boolean,
): [KnownMeeting, RefObject<HTMLDivElement>] {
    const known = useSignal(meetings.of(postId));
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const element = place.current;
        return isOpen && element ? watch(meetings, postId, element) : undefined;
    }, [meetings, postId, isOpen]);
    return [known, place];
}

function watch(meetings: LiveMeetings, postId: string, element: Element): () => void {
    let leave: (() => void) | undefined;
    const tell = (isVisible: boolean) => {
        leave?.();
        leave = isVisible ? meetings.see(postId) : undefined;
    };
    const stop = watchVisibility(element, tell);
    return () => {
        stop();
        tell(false);
    };
}
