/** What the posts and the panel need of the page, made once. */
import type { Announcer } from './live/announcer';
import type { LiveMeetings } from './live/live_meetings';
import type { People } from './live/people';
import type { Starter } from './start_meeting/starter';
import type { HostStore } from './state';

export interface Parts {
    store: HostStore;
    starter: Starter;
    meetings: LiveMeetings;
    people: People;
    announcer: Announcer;
}
