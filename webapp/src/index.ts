/** The web app of the Zoom plugin: what it hangs into Mattermost's page, and where. */
import { addStyles, registerPlugin } from './host';
import { Texts } from './i18n';
import { lazyPart } from './lazy/lazy_part';
import { Announcer } from './live/announcer';
import { LiveMeetings, MEETING_CHANGED } from './live/live_meetings';
import { People } from './live/people';
import { meetingPost } from './meeting_post/meeting_post';
import { MEETING_STARTED, meetingOpener, onMeetingStarted } from './meeting_started/open_meeting';
import { noticeBar } from './notice/notice_bar';
import { Notices } from './notice/notices';
import { registerPanel } from './panel/zoom_panel';
import type { Parts } from './parts';
import { PLUGIN_ID } from './plugin_id';
import { callButton } from './profile_call/call_button';
import type { Plugin, Registry, WebSocketMessage } from './registry';
import { scheduledPost } from './scheduled_post/scheduled_post';
import { Signal } from './signal';
import { Starter } from './start_meeting/starter';
import { localeOf, type HostStore } from './state';
import styles from './styles.css?inline';
import { transcriptPost } from './transcript_post/transcript_post';
import { userSettings } from './user_settings/user_settings';
import { Buttons, CONFIGURATION_CHANGED } from './zoom_button/buttons';

class ZoomPlugin implements Plugin {
    private removeStyles: () => void = () => undefined;

    initialize(registry: Registry, store: HostStore): void {
        this.removeStyles = addStyles('zoom-plugin-styles', styles);
        const notices = new Notices();
        const openMeeting = meetingOpener(notices);
        const parts: Parts = {
            ...{ store, starter: new Starter({ store, notices, openMeeting }) },
            ...{ meetings: new LiveMeetings(), people: new People(store) },
            announcer: new Announcer(),
        };
        const buttons = registerWords(registry, parts);
        registry.registerRootComponent(noticeBar(notices, parts.announcer));
        registerPosts(registry, parts);
        registerConsole(registry);
        registerEvents(registry, { openMeeting, meetings: parts.meetings, buttons });
        void buttons.ask();
    }

    uninitialize(): void {
        this.removeStyles();
    }
}

/** What Mattermost draws by itself takes plain texts: it is told anew when they have come. */
function registerWords(registry: Registry, parts: Parts): Buttons {
    const { store, starter } = parts;
    const texts = new Texts(() => {
        speak();
        buttons.rename();
    });
    const textsNow = () => texts.of(localeOf(store.getState()));
    const speak = () => {
        registry.registerTranslations((locale) => texts.of(locale));
        registry.registerUserSettings(userSettings(textsNow()));
    };
    const buttons = new Buttons(registry, {
        starter,
        togglePanel: registerPanel(registry, parts),
        CallButton: callButton(store, starter),
        labels: () => ({
            start: textsNow()['zoom.button.start'],
            panel: textsNow()['zoom.panel.open'],
        }),
    });
    speak();
    return buttons;
}

function registerPosts(registry: Registry, parts: Parts): void {
    registry.registerPostTypeComponent('custom_zoom', meetingPost(parts));
    registry.registerPostTypeComponent('custom_zoom_scheduled', scheduledPost(parts.store));
    for (const type of ['custom_zoom_transcript', 'custom_zoom_chat']) {
        registry.registerPostTypeComponent(type, transcriptPost(parts.store));
    }
}

interface Listeners {
    openMeeting: (url: string) => void;
    meetings: LiveMeetings;
    buttons: Buttons;
}

function registerEvents(registry: Registry, { openMeeting, meetings, buttons }: Listeners): void {
    const handlers: Record<string, (message: WebSocketMessage) => void> = {
        [MEETING_STARTED]: onMeetingStarted(openMeeting),
        [MEETING_CHANGED]: (message) => {
            meetings.onChanged(message);
        },
        [CONFIGURATION_CHANGED]: (message) => {
            buttons.onChanged(message);
            meetings.askAnew();
        },
        posted: (message) => {
            meetings.onPost(message);
        },
        post_edited: (message) => {
            meetings.onPost(message);
        },
    };
    for (const [event, handler] of Object.entries(handlers)) {
        registry.registerWebSocketEventHandler(event, handler);
    }
    registry.registerReconnectHandler(() => {
        meetings.askAnew();
        void buttons.ask();
    });
}

/** The page looks anew when an admin has saved settings, of which Mattermost tells every page. */
function registerConsole(registry: Registry): void {
    const changes = new Signal(0);
    const source = {
        file: 'system_console/system_console.js',
        name: 'ZoomSystemConsole',
        component: 'SetUpPage',
    };
    const page = lazyPart(source, { changes });
    registry.registerAdminConsoleCustomSetting('SetUp', page, { showTitle: false });
    registry.registerWebSocketEventHandler('config_changed', () => {
        changes.set(changes.value + 1);
    });
}

registerPlugin(PLUGIN_ID, new ZoomPlugin());
