/**
 * What a meeting post says, read from its props. Posts may be years old and written by the Go
 * plugin: any prop may be missing or of another type.
 */
import type { PostSource } from '../registry';

import { invitationOf, positive, text, type Invitation } from './props';

/** A meeting that goes on, one that is over, or the question about one that began just now. */
export type MeetingStatus = 'started' | 'ended' | 'recently_created';

/** A meeting as its post tells it. Times are milliseconds since 1970. */
export interface Meeting extends Invitation {
    status: MeetingStatus;
    provider: string;
    /** What the person wanted to meet about who is asked about a recent meeting. */
    requestedTopic: string;
    startedAt: number;
    endedAt: number;
    /** The length in whole minutes, at least 1; 0 where nobody knows it. */
    minutes: number;
    /** How many people took part; 0 where nobody knows it, or an admin has it not shown. */
    participants: number;
}

const MINUTE_MS = 60_000;

/** What the server writes where Zoom did not tell when the meeting ended. */
const UNKNOWN_LENGTH = 0;

/** Reads a post. */
export function meetingOf(post: PostSource): Meeting {
    const props = post.props ?? {};
    const startedAt = positive(props.meeting_start_time) ?? post.create_at;
    const endedAt = positive(props.meeting_end_time) ?? post.update_at;
    return {
        ...invitationOf(props),
        status: statusOf(props.meeting_status),
        provider: text(props.meeting_provider) || 'Zoom',
        requestedTopic: text(props.requested_topic),
        startedAt,
        endedAt,
        minutes:
            props.meeting_duration === UNKNOWN_LENGTH
                ? UNKNOWN_LENGTH
                : (positive(props.meeting_duration) ?? minutesBetween(startedAt, endedAt)),
        participants: positive(props.meeting_participant_count) ?? 0,
    };
}

function statusOf(status: unknown): MeetingStatus {
    switch (status) {
        case 'ENDED':
            return 'ended';
        case 'RECENTLY_CREATED':
            return 'recently_created';
        default:
            return 'started';
    }
}

const minutesBetween = (start: number, end: number): number =>
    Math.max(1, Math.ceil((end - start) / MINUTE_MS));
