/** The server's word that a meeting is ready: it opens in a new tab of the tab that asked. */
import { hasFocus, isWebAddress, openTab } from '../host';
import type { Notices } from '../notice/notices';
import { PLUGIN_ID } from '../plugin_id';
import type { WebSocketMessage } from '../registry';

/** The event as Mattermost names it on its way to the browser. */
export const MEETING_STARTED = `custom_${PLUGIN_ID}_meeting_started`;

/** Opens a meeting, or says how to open it where the browser does not allow that. */
export function meetingOpener(notices: Notices): (meetingUrl: string) => void {
    return (meetingUrl) => {
        if (isWebAddress(meetingUrl) && !openTab(meetingUrl)) {
            notices.show({ kind: 'blocked', meetingUrl });
        }
    };
}

/** The handler of the event, which comes from the network and may hold anything. */
export function onMeetingStarted(
    openMeeting: (meetingUrl: string) => void,
): (message: WebSocketMessage) => void {
    return ({ data }) => {
        const meetingUrl = data?.meeting_url;
        // Where the server does not know the tab, each hears of it: the one in use opens it.
        if (typeof meetingUrl === 'string' && (!data?.focused || hasFocus())) {
            openMeeting(meetingUrl);
        }
    };
}
