/** Reading the props of a post, each of which may be missing or of another type. */
import { isWebAddress } from '../host';

/** What the post of a meeting says of it, whether it goes on or is to come. */
export interface Invitation {
    /** Empty when nobody gave one. */
    topic: string;
    /** As people read it, in groups; empty when unknown. */
    id: string;
    isPersonal: boolean;
    /** What one types to join by the number; empty when there is none. */
    passcode: string;
    /** The address to join at; empty when there is none that may be opened. */
    link: string;
    /** The user name of the person whom the post names; empty when it names nobody. */
    creator: string;
}

export const invitationOf = (props: Record<string, unknown>): Invitation => ({
    topic: text(props.meeting_topic),
    id: meetingNumber(props.meeting_id),
    isPersonal: props.meeting_personal === true,
    passcode: text(props.meeting_passcode),
    link: webAddress(props.meeting_link),
    creator: text(props.meeting_creator_username),
});

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The last millisecond that a date can hold; no number in a post has a reason to be larger. */
const LAST = 8.64e15;

export const positive = (value: unknown): number | undefined =>
    typeof value === 'number' && value > 0 && value <= LAST ? value : undefined;

/** An address that may be opened; empty where it is none. */
export function webAddress(value: unknown): string {
    const address = text(value);
    return isWebAddress(address) ? address : '';
}

/** The number of a meeting as people read it, in groups; empty where it is none. */
export const meetingNumber = (value: unknown): string =>
    grouped(typeof value === 'number' && value > 0 ? String(value) : text(value));

/** Writes a meeting id of 9, 10 or 11 digits as Zoom does: 3 3 3, 3 3 4 or 3 4 4. */
const grouped = (id: string): string => id.replace(/^(\d{3})(\d{3,4}?)(\d{3,4})$/, '$1 $2 $3');
