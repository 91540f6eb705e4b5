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

/** What a plugin hung into the page. */
export interface PluginComponent {
    id: string;
    pluginId: string;
    component?: ComponentType<Record<string, unknown>>;
    icon?: ReactNode;
    iconUrl?: string;
    action?: (channel: Channel, member?: ChannelMembership) => void;
    text?: ReactNode;
}

/** The places that this client has for plugins, by the names that Mattermost's state gives them. */
export type PluginPlace = 'AppBar' | 'ChannelHeaderButton' | 'Root';

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
        };
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
        components: Record<PluginPlace, PluginComponent[]>;
        postTypes: Record<string, PluginPostType>;
    };
    devserver: { unread: Record<string, true> };
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
        rhs: { selectedPostId: '', selectedChannelId: '', isSidebarOpen: false, rhsState: null },
        lhs: { isOpen: false },
        i18n: { translations: { en: {} } },
    },
    websocket: { connected: false, connectionId: '', lastConnectAt: 0, lastDisconnectAt: 0 },
    plugins: {
        plugins: {},
        components: { AppBar: [], ChannelHeaderButton: [], Root: [] },
        postTypes: {},
    },
    devserver: { unread: {} },
};
