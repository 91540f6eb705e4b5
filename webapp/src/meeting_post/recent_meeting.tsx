/** The question about a meeting that somebody started here a moment ago. */
import type { JSX } from 'react';

import { useText } from '../i18n';
import { useSignal } from '../signal';
import type { Place, Starter } from '../start_meeting/starter';

import { JoinLink } from './join_link';
import type { Meeting } from './meeting';

interface RecentMeetingProps {
    meeting: Meeting;
    starter: Starter;
    place: Place;
}

export function RecentMeeting({ meeting, starter, place }: RecentMeetingProps): JSX.Element {
    const text = useText();
    const busy = useSignal(starter.busy);
    const { creator: who } = meeting;
    const provider = providerOf(meeting);
    return (
        <>
            <p className="zoom-post__line">
                {who
                    ? text('zoom.recent.who', { who, provider })
                    : text('zoom.recent.someone', { provider })}
            </p>
            <div className="zoom-post__actions">
                {meeting.link && <JoinLink meeting={meeting} label={text('zoom.recent.join')} />}
                <button
                    type="button"
                    className="zoom-button"
                    disabled={busy}
                    onClick={() => void starter.start(place, true)}
                >
                    {text('zoom.recent.create')}
                </button>
            </div>
        </>
    );
}

/** Anybody can name a provider in a post: where its link leads is seen before it is followed. */
const providerOf = ({ provider, link }: Meeting): string =>
    link ? `${provider} (${new URL(link).hostname})` : provider;
