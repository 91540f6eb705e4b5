/** What the main script lends to the panel, whose script has nothing of the page by itself. */
import type { Announcer } from '../live/announcer';
import type { LiveMeetings } from '../live/live_meetings';
import type { People } from '../live/people';
import type { Starter } from '../start_meeting/starter';
import type { HostStore } from '../state';

export interface PanelParts {
    store: HostStore;
    starter: Starter;
    meetings: LiveMeetings;
    people: People;
    announcer: Announcer;
}
