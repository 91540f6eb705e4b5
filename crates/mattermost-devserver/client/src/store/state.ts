/**
 * The Redux state, in the shape that plugins read of Mattermost's: the paths that are here stand
 * where they do there. What only this client keeps is below `devserver`.
 */
import type { Channel, ChannelMembership } from '@mattermost/types/channels';
import type { Dialog } from '@mattermost/types/integrations';
import type { Post } from '@mattermost/types/posts';
import type { Team } from '@mattermost/types/teams';
import type { UserProfile } from '@mattermost/types/users';
import type { ComponentType, ReactNode } from 'react';

export type { Channel, ChannelMembership, Dialog, Post, Team, UserProfile };

export type AnyComponent = ComponentType<Record<string, unknown>>;
type AnyFunction = (...args: unknown[]) => unknown;

/** What a plugin hung into the page. */
export interface PluginComponent {
    id: string;
    pluginId: string;
    component?: AnyComponent;
    icon?: ReactNode;
    iconUrl?: string;
    action?: AnyFunction;
    text?: ReactNode;
    /** The head of a panel. */
    title?: ReactNode;
    /** What a button of a call is drawn as. */
    button?: ReactNode;
    /** Whether an item of a post's menu is shown. */
    filter?: AnyFunction | undefined;
    /** Whether an item of the channel's menu is shown. */
    shouldRender?: AnyFunction | undefined;
    /** What is asked before something is sent or drawn. */
    hook?: AnyFunction;
    /** The item that this one stands below. */
    parentMenuId?: string;
    /** The panel that an icon of the app bar opens. */
    rhsComponentId?: string;
}

/** A plugin's page of the settings of a person. */
export interface PluginUserSettings {
    id: string;
    uiName: string;
    icon?: string;
    action?: { title: string; text: string; buttonText: string; onClick: () => void };
    sections: PluginUserSection[];
}

export interface PluginUserSection {
    title: string;
    disabled?: boolean;
    onSubmit?: (changes: Record<string, string>) => void;
    settings?: PluginUserSetting[];
    component?: AnyComponent;
}

export interface PluginUserSetting {
    type: 'radio' | 'custom';
    name: string;
    title?: string;
    helpText?: string;
    default?: string;
    options?: { value: string; text: string; helpText?: string }[];
    component?: AnyComponent;
}

/** A plugin's own editor for one of its settings in the System Console. */
export interface CustomSetting {
    key: string;
    component: AnyComponent;
    options: { showTitle: boolean };
}

/** A modal that a plugin opened. */
export interface Modal {
    open: boolean;
    dialogType: AnyComponent;
    dialogProps: Record<string, unknown>;
}

export interface PluginPostType {
    id: string;
    pluginId: string;
    type: string;
    component: ComponentType<Record<string, unknown>>;
}

export interface Preference {
    user_id: string;
    category: string;
    name: string;
    value: string;
}

/** A dialog that a plugin opened, as the `open_dialog` event brings it. */
export interface DialogRequest {
    trigger_id: string;
    url: string;
    dialog: Dialog;
}

export interface GlobalState {
    entities: {
        general: { config: Record<string, string>; license: Record<string, string> };
        users: { currentUserId: string; profiles: Record<string, UserProfile> };
        teams: { currentTeamId: string; teams: Record<string, Team> };
        channels: {
            currentChannelId: string;
            channels: Record<string, Channel>;
            myMembers: Record<string, ChannelMembership>;
        };
        posts: {
            posts: Record<string, Post>;
            postsInChannel: Record<string, { order: string[]; recent: boolean }[]>;
            postsInThread: Record<string, string[]>;
        };
        preferences: { myPreferences: Record<string, Preference> };
        integrations: { dialog: DialogRequest | ''; dialogTriggerId: string };
    };
    views: {
        rhs: {
            selectedPostId: string;
            selectedChannelId: string;
            isSidebarOpen: boolean;
            rhsState: string | null;
            /** The plugin's panel that is shown where the state is `plugin`. */
            pluggableId: string;
        };
        modals: { modalState: Record<string, Modal> };
        lhs: { isOpen: boolean };
        i18n: { translations: Record<string, Record<string, string>> };
    };
    websocket: {
        connected: boolean;
        connectionId: string;
        lastConnectAt: number;
        lastDisconnectAt: number;
    };
    plugins: {
        plugins: Record<string, unknown>;
        /** By the names of the places that Mattermost's state has. */
        components: Record<string, PluginComponent[]>;
        postTypes: Record<string, PluginPostType>;
        userSettings: Record<string, PluginUserSettings>;
        adminConsoleCustomComponents: Record<string, Record<string, CustomSetting>>;
        adminConsoleCustomSections: Record<string, Record<string, CustomSetting>>;
    };
    devserver: {
        unread: Record<string, true>;
        /** The profile that is shown. */
        profileUserId: string;
        /** The tab of the person's settings that is open; none where they are closed. */
        settingsTab: string;
    };
}

export const initialState: GlobalState = {
    entities: {
        general: { config: {}, license: {} },
        users: { currentUserId: '', profiles: {} },
        teams: { currentTeamId: '', teams: {} },
        channels: { currentChannelId: '', channels: {}, myMembers: {} },
        posts: { posts: {}, postsInChannel: {}, postsInThread: {} },
        preferences: { myPreferences: {} },
        integrations: { dialog: '', dialogTriggerId: '' },
    },
    views: {
        rhs: {
            selectedPostId: '',
            selectedChannelId: '',
            isSidebarOpen: false,
            rhsState: null,
            pluggableId: '',
        },
        modals: { modalState: {} },
        lhs: { isOpen: false },
        i18n: { translations: { en: {} } },
    },
    websocket: { connected: false, connectionId: '', lastConnectAt: 0, lastDisconnectAt: 0 },
    plugins: {
        plugins: {},
        components: {},
        postTypes: {},
        userSettings: {},
        adminConsoleCustomComponents: {},
        adminConsoleCustomSections: {},
    },
    devserver: { unread: {}, profileUserId: '', settingsTab: '' },
};
