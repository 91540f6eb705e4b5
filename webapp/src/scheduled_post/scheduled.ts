/** What the invitation to a scheduled meeting says, read from its props. */
import { invitationOf, positive, text, type Invitation } from '../meeting_post/props';
import type { PostSource } from '../registry';

/** Whether the meeting is to come, was called off, or has taken place. */
export type ScheduledStatus = 'scheduled' | 'cancelled' | 'over';

/** A scheduled meeting as its post tells it. */
export interface Scheduled extends Invitation {
    status: ScheduledStatus;
    /** Milliseconds since 1970; undefined where the meeting has no time of its own. */
    start: number | undefined;
    minutes: number;
    /** The zone in which it was planned, by its IANA name. */
    timeZone: string;
    /** How it repeats, in words; empty where it does not. */
    recurrence: string;
}

/** Reads a post. */
export function scheduledOf(post: PostSource): Scheduled {
    const props = post.props ?? {};
    return {
        ...invitationOf(props),
        status: statusOf(props.meeting_status),
        start: positive(props.meeting_scheduled_start),
        minutes: positive(props.meeting_scheduled_minutes) ?? 0,
        timeZone: text(props.meeting_time_zone),
        recurrence: text(props.meeting_recurrence),
    };
}

function statusOf(status: unknown): ScheduledStatus {
    switch (status) {
        case 'CANCELLED':
            return 'cancelled';
        case 'OVER':
            return 'over';
        default:
            return 'scheduled';
    }
}
