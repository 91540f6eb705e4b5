/** Times as the person reads them in Mattermost. */
import { useIntl } from 'react-intl';

import { clockOf, type HostState } from '../state';

/** Writes a time of day, with its date unless it is today. */
export function useTimeText(state: HostState): (at: number) => string {
    const intl = useIntl();
    const { timeZone, hour12 } = clockOf(state);
    const zone = timeZone ? { timeZone } : {};
    return (at) => {
        const day = intl.formatDate(at, { ...zone, dateStyle: 'medium' });
        const time = intl.formatTime(at, { ...zone, hour12, hour: 'numeric', minute: '2-digit' });
        const today = intl.formatDate(Date.now(), { ...zone, dateStyle: 'medium' });
        return day === today ? time : `${day}, ${time}`;
    };
}
