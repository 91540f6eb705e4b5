/** What an admin ticks when registering the Zoom app: the same lists as in docs/admin.md. */

/** A scope, and what it is for, as the end of a text's name. */
export interface Scope {
    /** As Zoom names it for an app that each person authorises. */
    name: string;
    use:
        | 'meetings'
        | 'users'
        | 'listing'
        | 'participants'
        | 'ending'
        | 'cancelling'
        | 'recordings'
        | 'summaries';
    isNeeded: boolean;
}

/** The scopes; an app that one admin authorises for everybody has the same with `:admin`. */
export const SCOPES: Scope[] = [
    { name: 'meeting:read:meeting', use: 'meetings', isNeeded: true },
    { name: 'meeting:write:meeting', use: 'meetings', isNeeded: true },
    { name: 'user:read:user', use: 'users', isNeeded: true },
    { name: 'meeting:read:list_meetings', use: 'listing', isNeeded: false },
    { name: 'meeting:read:participant', use: 'participants', isNeeded: false },
    { name: 'meeting:update:status', use: 'ending', isNeeded: false },
    { name: 'meeting:delete:meeting', use: 'cancelling', isNeeded: false },
    { name: 'cloud_recording:read:recording', use: 'recordings', isNeeded: false },
    { name: 'meeting:read:summary', use: 'summaries', isNeeded: false },
];

/** A scope as it is called in one of the two kinds of app. */
export const scopeName = ({ name }: Scope, isAccountLevel: boolean): string =>
    isAccountLevel ? `${name}:admin` : name;

/** An event of Zoom's, by its label in the App Marketplace and in its deliveries. */
export interface ZoomEvent {
    label: string;
    name: string;
    isNeeded: boolean;
}

/** The events to subscribe to. Zoom's pages are in English, so their labels are not translated. */
export const EVENTS: ZoomEvent[] = [
    { label: 'Meeting › Start Meeting', name: 'meeting.started', isNeeded: true },
    { label: 'Meeting › End Meeting', name: 'meeting.ended', isNeeded: true },
    { label: 'Meeting › Meeting has been updated', name: 'meeting.updated', isNeeded: false },
    { label: 'Meeting › Meeting has been deleted', name: 'meeting.deleted', isNeeded: false },
    {
        label: 'Meeting › Participant/Host joined meeting',
        name: 'meeting.participant_joined',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant/Host left meeting',
        name: 'meeting.participant_left',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant joined waiting room',
        name: 'meeting.participant_joined_waiting_room',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant left waiting room',
        name: 'meeting.participant_left_waiting_room',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant put in waiting room',
        name: 'meeting.participant_put_in_waiting_room',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant admitted from waiting room',
        name: 'meeting.participant_admitted',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant waiting for host',
        name: 'meeting.participant_jbh_waiting',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant stopped waiting for host',
        name: 'meeting.participant_jbh_waiting_left',
        isNeeded: false,
    },
    {
        label: 'Meeting › Participant joined before host',
        name: 'meeting.participant_jbh_joined',
        isNeeded: false,
    },
    {
        label: 'Recording › All Recordings have completed',
        name: 'recording.completed',
        isNeeded: false,
    },
    {
        label: 'Recording › Recording Transcript files have completed',
        name: 'recording.transcript_completed',
        isNeeded: false,
    },
    {
        label: 'Meeting › Meeting Summary completed',
        name: 'meeting.summary_completed',
        isNeeded: false,
    },
];
