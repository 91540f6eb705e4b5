/** Times as the person reads them in Mattermost. */
import { type IntlShape, useIntl } from 'react-intl';

import { clockOf, type HostState } from '../state';

/** Writes a time of day, with its date unless it is today. */
export function useTimeText(state: HostState): (at: number) => string {
    const { day, time } = useClock(state);
    return (at) => (day(at) === day(Date.now()) ? time(at) : `${day(at)}, ${time(at)}`);
}

/** When something takes place, in words. */
export interface WhenText {
    day: string;
    from: string;
    to: string;
}

/** Writes the day and the times of something that takes place: today and tomorrow by their names. */
export function useWhenText(state: HostState): (start: number, minutes: number) => WhenText {
    const intl = useIntl();
    const { day, weekday, time } = useClock(state);
    const dayText = (at: number) => {
        const from = [0, 1].find((days) => day(at) === day(Date.now() + days * DAY_MS));
        const words =
            from === undefined
                ? weekday(at)
                : intl.formatRelativeTime(from, 'day', { numeric: 'auto' });
        // It stands at the beginning of a line.
        return words.charAt(0).toLocaleUpperCase(intl.locale) + words.slice(1);
    };
    return (start, minutes) => ({
        day: dayText(start),
        from: time(start),
        to: time(start + minutes * MINUTE_MS),
    });
}

/**
 * Writes the time that a clock elsewhere shows, with its day where that is another one; empty where
 * the zone is none, or its clock shows what the reader's does.
 */
export function useTimeElsewhere(state: HostState): (at: number, zone: string) => string {
    const here = useClock(state);
    const intl = useIntl();
    const { hour12 } = clockOf(state);
    return (at, zone) => {
        if (!isTimeZone(zone)) {
            return '';
        }
        const there = clock(intl, { timeZone: zone }, hour12);
        const isSameDay = here.day(at) === there.day(at);
        if (isSameDay && here.time(at) === there.time(at)) {
            return '';
        }
        return isSameDay ? there.time(at) : `${there.weekday(at)}, ${there.time(at)}`;
    };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function useClock(state: HostState) {
    const { timeZone, hour12 } = clockOf(state);
    return clock(useIntl(), timeZone ? { timeZone } : {}, hour12);
}

function clock(intl: IntlShape, zone: { timeZone?: string }, hour12: boolean) {
    return {
        day: (at: number) => intl.formatDate(at, { ...zone, dateStyle: 'medium' }),
        weekday: (at: number) =>
            intl.formatDate(at, { ...zone, weekday: 'long', month: 'long', day: 'numeric' }),
        time: (at: number) =>
            intl.formatTime(at, { ...zone, hour12, hour: 'numeric', minute: '2-digit' }),
    };
}

/** Anybody can write a zone into a post. */
function isTimeZone(zone: string): boolean {
    try {
        return zone !== '' && new Intl.DateTimeFormat('en', { timeZone: zone }).format() !== '';
    } catch {
        return false;
    }
}
