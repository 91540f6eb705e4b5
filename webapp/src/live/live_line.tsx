/** How a running meeting stands: who is in, who waits, and whether the host is there. */
import type { JSX } from 'react';

import { useText } from '../i18n';

import type { Live } from './live';
import type { People } from './people';
import { PeopleIn } from './people_in';

interface LiveLineProps {
    live: Live;
    people: People;
}

export function LiveLine({ live, people }: LiveLineProps): JSX.Element {
    const text = useText();
    const { state, hostIn, waiting = 0 } = live;
    // Where an admin has nothing shown, nobody is told that the host is back.
    const isFollowed = live.count !== undefined;
    const isRunning = state === 'started';
    return (
        <div className="zoom-live">
            {isRunning && <PeopleIn live={live} people={people} />}
            {waiting > 0 && <span>{text('zoom.live.waiting', { count: waiting })}</span>}
            {isRunning && !hostIn && isFollowed && <span>{text('zoom.live.no_host')}</span>}
        </div>
    );
}
