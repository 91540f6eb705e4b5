/** The web app of the Zoom plugin: what it hangs into Mattermost's page, and where. */
import { addStyles, registerPlugin } from './host';
import { Texts } from './i18n';
import { meetingPost } from './meeting_post/meeting_post';
import { MEETING_STARTED, meetingOpener, onMeetingStarted } from './meeting_started/open_meeting';
import { noticeBar } from './notice/notice_bar';
import { Notices } from './notice/notices';
import { PLUGIN_ID } from './plugin_id';
import type { Plugin, Registry } from './registry';
import { Starter } from './start_meeting/starter';
import { localeOf, type HostStore } from './state';
import styles from './styles.css?inline';
import { Signal } from './signal';
import { lazyPage } from './system_console/lazy_page';
import { transcriptPost } from './transcript_post/transcript_post';
import { userSettings } from './user_settings/user_settings';
import { Buttons, CONFIGURATION_CHANGED } from './zoom_button/buttons';

class ZoomPlugin implements Plugin {
    private removeStyles: () => void = () => undefined;

    initialize(registry: Registry, store: HostStore): void {
        const notices = new Notices();
        const openMeeting = meetingOpener(notices);
        const starter = new Starter({ store, notices, openMeeting });
        const texts = new Texts(() => {
            speak();
            buttons.rename();
        });
        const textsNow = () => texts.of(localeOf(store.getState()));
        const buttons = new Buttons(registry, starter, () => textsNow()['zoom.button.start']);
        // What Mattermost draws by itself takes plain texts: it is told anew when they have come.
        const speak = () => {
            registry.registerTranslations((locale) => texts.of(locale));
            registry.registerUserSettings(userSettings(textsNow()));
        };

        this.removeStyles = addStyles('zoom-plugin-styles', styles);
        speak();
        registry.registerRootComponent(noticeBar(notices));
        registerPosts(registry, store, starter);
        registerConsole(registry);
        registry.registerWebSocketEventHandler(MEETING_STARTED, onMeetingStarted(openMeeting));
        registry.registerWebSocketEventHandler(CONFIGURATION_CHANGED, (message) => {
            buttons.onChanged(message);
        });
        registry.registerReconnectHandler(() => void buttons.ask());
        void buttons.ask();
    }

    uninitialize(): void {
        this.removeStyles();
    }
}

function registerPosts(registry: Registry, store: HostStore, starter: Starter): void {
    registry.registerPostTypeComponent('custom_zoom', meetingPost({ store, starter }));
    for (const type of ['custom_zoom_transcript', 'custom_zoom_chat']) {
        registry.registerPostTypeComponent(type, transcriptPost(store));
    }
}

/** The page looks anew when an admin has saved settings, of which Mattermost tells every page. */
function registerConsole(registry: Registry): void {
    const changes = new Signal(0);
    registry.registerAdminConsoleCustomSetting('SetUp', lazyPage(changes), { showTitle: false });
    registry.registerWebSocketEventHandler('config_changed', () => {
        changes.set(changes.value + 1);
    });
}

registerPlugin(PLUGIN_ID, new ZoomPlugin());
