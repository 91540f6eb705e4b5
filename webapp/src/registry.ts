/**
 * The part of Mattermost's plugin registry that this plugin uses. Mattermost does not publish
 * these types; the shapes were observed in the web client of Mattermost 11.6.
 */
import type { Channel } from '@mattermost/types/channels';
import type { ComponentType, ReactNode } from 'react';

import type { HostStore } from './state';

/** A frame of Mattermost's WebSocket, as plugins receive it. */
export interface WebSocketMessage {
    event: string;
    data?: Record<string, unknown>;
}

/** Called with the channel on the screen, if there is one, when a button of ours is pressed. */
export type ChannelAction = (channel?: Channel | null) => void;

/** Where a plugin hangs its parts into the page; Mattermost removes them with the plugin. */
export interface Registry {
    registerAdminConsoleCustomSetting(
        key: string,
        component: ComponentType,
        options: { showTitle: boolean },
    ): void;
    registerAppBarComponent(
        iconUrl: string,
        action: ChannelAction,
        tooltip: ReactNode,
    ): string | undefined;
    registerChannelHeaderButtonAction(
        icon: ReactNode,
        action: ChannelAction,
        dropdownText: string,
        tooltip: string,
    ): string;
    registerChannelHeaderMenuAction(
        text: ReactNode,
        action: (channelId: string) => void,
    ): string | undefined;
    registerPopoverUserActionsComponent(component: ComponentType<PopoverProps>): string;
    registerPostTypeComponent(type: string, component: ComponentType<PostTypeProps>): string;
    registerReconnectHandler(handler: () => void): void;
    registerRightHandSidebarComponent(
        component: ComponentType,
        title: ComponentType,
    ): { toggleRHSPlugin: unknown };
    registerRootComponent(component: ComponentType): string;
    registerTranslations(translationsOf: (locale: string) => Record<string, string>): void;
    registerUserSettings(settings: UserSettings): void;
    registerWebSocketEventHandler(
        event: string,
        handler: (message: WebSocketMessage) => void,
    ): void;
    unregisterComponent(id: string): void;
}

/** The part of a post that we read. `props` comes from the network and may hold anything. */
export interface PostSource {
    id: string;
    channel_id: string;
    root_id: string;
    user_id: string;
    create_at: number;
    update_at: number;
    message: string;
    type?: string;
    props?: Record<string, unknown> | null;
}

/** What Mattermost gives to the component of a post type. */
export interface PostTypeProps {
    post: PostSource;
    compactDisplay?: boolean;
    isRHS?: boolean;
}

/** What Mattermost gives to a component in the popover with somebody's profile. */
export interface PopoverProps {
    user: { id: string; username: string; is_bot?: boolean; delete_at?: number };
    /** Closes the popover. */
    hide?: () => void;
}

/** A tab among the person's settings. */
export interface UserSettings {
    id: string;
    uiName: string;
    icon: string;
    sections: (RadioSection | { title: string; component: ComponentType })[];
}

/** A section whose choices Mattermost draws and keeps by itself. */
export interface RadioSection {
    title: string;
    settings: {
        type: 'radio';
        name: string;
        title?: string;
        helpText?: string;
        default: string;
        options: { value: string; text: string; helpText?: string }[];
    }[];
}

/** What Mattermost expects of a plugin's web app. */
export interface Plugin {
    initialize(registry: Registry, store: HostStore): void;
    uninitialize(): void;
}
