/** The web app of the Zoom plugin: what it hangs into Mattermost's page, and where. */
import React from 'react';

import { pluginUrl } from './api';
import { HeaderIcon } from './zoom_button/header_icon';
import { addStyles, registerPlugin } from './host';
import { plainText, translationsOf } from './i18n';
import { meetingPost } from './meeting_post/meeting_post';
import { MEETING_STARTED, meetingOpener, onMeetingStarted } from './meeting_started/open_meeting';
import { noticeBar } from './notice/notice_bar';
import { Notices } from './notice/notices';
import { PLUGIN_ID } from './plugin_id';
import type { ChannelAction, Plugin, Registry } from './registry';
import { Starter } from './start_meeting/starter';
import { localeOf, type HostStore } from './state';
import styles from './styles.css?inline';

class ZoomPlugin implements Plugin {
    private removeStyles: () => void = () => undefined;

    initialize(registry: Registry, store: HostStore): void {
        const notices = new Notices();
        const openMeeting = meetingOpener(notices);
        const starter = new Starter({ store, notices, openMeeting });

        this.removeStyles = addStyles('zoom-plugin-styles', styles);
        registry.registerTranslations(translationsOf);
        registry.registerRootComponent(noticeBar(notices));
        registerButtons(registry, starter, localeOf(store.getState()));
        registry.registerPostTypeComponent('custom_zoom', meetingPost({ store, starter }));
        registry.registerWebSocketEventHandler(MEETING_STARTED, onMeetingStarted(openMeeting));
    }

    uninitialize(): void {
        this.removeStyles();
    }
}

/** Mattermost shows the one or the other: the app bar's, or the header's where that is off. */
function registerButtons(registry: Registry, starter: Starter, locale: string): void {
    const start: ChannelAction = (channel) => void starter.startIn(channel);
    const label = plainText(locale, 'zoom.button.start');
    const icon = React.createElement(HeaderIcon, { starter });
    registry.registerChannelHeaderButtonAction(icon, start, label, label);
    registry.registerAppBarComponent(pluginUrl('public/app-bar-icon.png'), start, label);
}

registerPlugin(PLUGIN_ID, new ZoomPlugin());
