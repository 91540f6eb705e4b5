/** What the invitation to a scheduled meeting says, read from its props. */
import { meetingNumber, positive, text, webAddress } from '../meeting_post/props';
import type { PostSource } from '../registry';

/** Whether the meeting is to come, was called off, or has taken place. */
export type ScheduledStatus = 'scheduled' | 'cancelled' | 'over';

/** A scheduled meeting as its post tells it. */
export interface Scheduled {
    status: ScheduledStatus;
    /** Empty when nobody gave one. */
    topic: string;
    /** As people read it, in groups; empty when unknown. */
    id: string;
    isPersonal: boolean;
    passcode: string;
    /** The address to join at; empty when there is none that may be opened. */
    link: string;
    /** The user name of the person who invites; empty when the post does not say. */
    creator: string;
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
        status: statusOf(props.meeting_status),
        topic: text(props.meeting_topic),
        id: meetingNumber(props.meeting_id),
        isPersonal: props.meeting_personal === true,
        passcode: text(props.meeting_passcode),
        link: webAddress(props.meeting_link),
        creator: text(props.meeting_creator_username),
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
