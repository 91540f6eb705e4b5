/**
 * What the panel shows, as `GET /api/v1/overview` gives it: what goes on in the reader's channels,
 * what is to come, and what was recorded lately.
 */
import type { Json } from '../api';
import { liveOf, type Live } from '../live/live';
import { meetingNumber, positive, text, webAddress } from '../meeting_post/props';

/** A meeting that goes on. Times are milliseconds since 1970. */
export interface LiveItem {
    postId: string;
    channelName: string;
    topic: string;
    link: string;
    live: Live;
}

/** A meeting that is to come. */
export interface UpcomingItem {
    meetingId: number;
    topic: string;
    start: number | undefined;
    minutes: number;
    timeZone: string;
    link: string;
    /** Whether it is the reader's own. */
    isMine: boolean;
    isRecurring: boolean;
    /** The invitation; empty where it was not posted. */
    postId: string;
}

/** A recording that came into a channel. */
export interface RecordingItem {
    postId: string;
    channelName: string;
    topic: string;
    time: number | undefined;
    /** 0 where nobody knows. */
    minutes: number;
}

/** All of it. */
export interface Overview {
    live: LiveItem[];
    upcoming: UpcomingItem[];
    recordings: RecordingItem[];
    /** Sentences about what is missing, and who can do something about it. */
    notes: string[];
    /** Whether the reader's Zoom account is connected. */
    isConnected: boolean;
}

/** Reads the server's answer; what is missing or of another type is left out. */
export function overviewOf(answer: Json): Overview {
    return {
        live: items(answer.live, liveItemOf),
        upcoming: items(answer.upcoming, upcomingItemOf),
        recordings: items(answer.recordings, recordingItemOf),
        notes: Array.isArray(answer.notes)
            ? answer.notes.filter((note): note is string => typeof note === 'string')
            : [],
        isConnected: answer.connected === true,
    };
}

function items<T>(value: unknown, read: (item: Json) => T | undefined): T[] {
    return Array.isArray(value)
        ? value.flatMap((item: unknown) =>
              typeof item === 'object' && item !== null ? (read(item as Json) ?? []) : [],
          )
        : [];
}

function liveItemOf(item: Json): LiveItem | undefined {
    const live = liveOf(item.live);
    const postId = text(item.post_id);
    return live && postId
        ? {
              postId,
              channelName: text(item.channel_name),
              topic: text(item.topic),
              link: webAddress(item.link),
              live,
          }
        : undefined;
}

function upcomingItemOf(item: Json): UpcomingItem | undefined {
    return typeof item.meeting_id === 'number' && meetingNumber(item.meeting_id) !== ''
        ? {
              meetingId: item.meeting_id,
              topic: text(item.topic),
              start: positive(item.start_time),
              minutes: positive(item.minutes) ?? 0,
              timeZone: text(item.time_zone),
              link: webAddress(item.link),
              isMine: item.mine === true,
              isRecurring: item.recurring === true,
              postId: text(item.post_id),
          }
        : undefined;
}

function recordingItemOf(item: Json): RecordingItem | undefined {
    const postId = text(item.post_id);
    return postId
        ? {
              postId,
              channelName: text(item.channel_name),
              topic: text(item.topic),
              time: positive(item.time),
              minutes: positive(item.minutes) ?? 0,
          }
        : undefined;
}
