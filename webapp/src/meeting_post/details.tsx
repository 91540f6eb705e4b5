/** What one types in Zoom to join by hand, folded away: most people press the button. */
import type { JSX } from 'react';

import { CopyButton } from '../copy_button/copy_button';
import { useText } from '../i18n';

import type { Meeting } from './meeting';

interface DetailsProps {
    meeting: Pick<Meeting, 'id' | 'isPersonal' | 'passcode'>;
    /** Afterwards nobody has a use for the passcode. */
    isOver: boolean;
}

export function Details({ meeting, isOver }: DetailsProps): JSX.Element | null {
    const text = useText();
    if (!meeting.id) {
        return null;
    }
    const passcode = isOver ? '' : meeting.passcode;
    return (
        <details className="zoom-details">
            <summary>{text(passcode ? 'zoom.details.both' : 'zoom.details.id')}</summary>
            <dl>
                <Detail
                    name={text(meeting.isPersonal ? 'zoom.details.personal_id' : 'zoom.details.id')}
                    value={meeting.id}
                    copyLabel={text('zoom.details.copy_id')}
                />
                {passcode && (
                    <Detail
                        name={text('zoom.details.passcode')}
                        value={passcode}
                        copyLabel={text('zoom.details.copy_passcode')}
                    />
                )}
            </dl>
        </details>
    );
}

interface DetailProps {
    name: string;
    value: string;
    copyLabel: string;
}

function Detail({ name, value, copyLabel }: DetailProps): JSX.Element {
    return (
        <div className="zoom-details__line">
            <dt>{name}</dt>
            <dd>
                <span className="zoom-details__value">{value}</span>
                <CopyButton value={value} label={copyLabel} iconOnly />
            </dd>
        </div>
    );
}
