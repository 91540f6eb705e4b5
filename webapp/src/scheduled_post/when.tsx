/** When a scheduled meeting takes place: by the reader's clock, and by the one it was planned with. */
import type { JSX } from 'react';

import { useText } from '../i18n';
import type { HostState } from '../state';
import { useTimeElsewhere, useWhenText } from '../time/time';

import type { Scheduled } from './scheduled';

interface WhenProps {
    meeting: Pick<Scheduled, 'start' | 'minutes' | 'timeZone' | 'recurrence'>;
    /** The page's state, which knows the reader's clock. */
    state: HostState;
}

export function When({ meeting, state }: WhenProps): JSX.Element {
    const text = useText();
    const whenText = useWhenText(state);
    const timeElsewhere = useTimeElsewhere(state);
    const { start, minutes, timeZone, recurrence } = meeting;
    const elsewhere = start === undefined ? '' : timeElsewhere(start, timeZone);
    return (
        <>
            {start !== undefined && (
                <p className="zoom-when">
                    <time dateTime={new Date(start).toISOString()}>
                        {text(minutes > 0 ? 'zoom.scheduled.when' : 'zoom.scheduled.when_open', {
                            ...whenText(start, minutes),
                        })}
                    </time>
                </p>
            )}
            {(elsewhere || recurrence) && (
                <p className="zoom-post__line">
                    {elsewhere && (
                        <span>
                            {text('zoom.scheduled.elsewhere', {
                                time: elsewhere,
                                zone: timeZone.replaceAll('_', ' '),
                            })}
                        </span>
                    )}
                    {recurrence && <span>{recurrence}</span>}
                </p>
            )}
        </>
    );
}
