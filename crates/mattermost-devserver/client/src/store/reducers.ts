/** How the state changes: one reducer for each of its parts. */
import type { Action } from './actions';
import { posts } from './posts_reducer';
import type { GlobalState } from './state';

type Entities = GlobalState['entities'];

const byId = <T extends { id: string }>(
    known: Record<string, T>,
    more: T[],
): Record<string, T> => ({
    ...known,
    ...Object.fromEntries(more.map((item) => [item.id, item])),
});

function users(state: Entities['users'], action: Action): Entities['users'] {
    switch (action.type) {
        case 'RECEIVED_ME':
            return {
                currentUserId: action.data.id,
                profiles: byId(state.profiles, [action.data]),
            };
        case 'RECEIVED_PROFILES_LIST':
            return { ...state, profiles: byId(state.profiles, action.data) };
        default:
            return state;
    }
}

function teams(state: Entities['teams'], action: Action): Entities['teams'] {
    switch (action.type) {
        case 'RECEIVED_TEAMS_LIST':
            return { ...state, teams: byId(state.teams, action.data) };
        case 'SELECT_TEAM':
            return { ...state, currentTeamId: action.data };
        default:
            return state;
    }
}

function channels(state: Entities['channels'], action: Action): Entities['channels'] {
    switch (action.type) {
        case 'RECEIVED_CHANNELS':
            return { ...state, channels: byId(state.channels, action.data) };
        case 'RECEIVED_MY_CHANNEL_MEMBERS': {
            const myMembers = { ...state.myMembers };
            action.data.forEach((member) => (myMembers[member.channel_id] = member));
            return { ...state, myMembers };
        }
        case 'LEAVE_CHANNEL': {
            const { [action.data]: _, ...myMembers } = state.myMembers;
            return { ...state, myMembers };
        }
        case 'SELECT_CHANNEL':
            return { ...state, currentChannelId: action.data };
        default:
            return state;
    }
}

function preferences(state: Entities['preferences'], action: Action): Entities['preferences'] {
    if (action.type !== 'RECEIVED_PREFERENCES') {
        return state;
    }
    const myPreferences = { ...state.myPreferences };
    action.data.forEach((one) => (myPreferences[`${one.category}--${one.name}`] = one));
    return { myPreferences };
}

function integrations(state: Entities['integrations'], action: Action): Entities['integrations'] {
    switch (action.type) {
        case 'RECEIVED_DIALOG':
            return { ...state, dialog: action.data };
        case 'RECEIVED_DIALOG_TRIGGER_ID':
            return { ...state, dialogTriggerId: action.data };
        default:
            return state;
    }
}

function general(state: Entities['general'], action: Action): Entities['general'] {
    return action.type === 'CLIENT_CONFIG_RECEIVED' ? { ...state, config: action.data } : state;
}

export function entities(state: Entities, action: Action): Entities {
    return {
        general: general(state.general, action),
        users: users(state.users, action),
        teams: teams(state.teams, action),
        channels: channels(state.channels, action),
        posts: posts(state.posts, action),
        preferences: preferences(state.preferences, action),
        integrations: integrations(state.integrations, action),
    };
}

type Panel = GlobalState['views']['rhs'];

const closedPanel: Panel = {
    selectedPostId: '',
    selectedChannelId: '',
    isSidebarOpen: false,
    rhsState: null,
    pluggableId: '',
};

function rhs(state: Panel, action: Action): Panel {
    switch (action.type) {
        case 'SELECT_POST':
            return action.postId
                ? {
                      ...closedPanel,
                      selectedPostId: action.postId,
                      selectedChannelId: action.channelId,
                      isSidebarOpen: true,
                  }
                : closedPanel;
        case 'UPDATE_RHS_STATE':
            return panelFor(state, action.state, action.pluggableId ?? '');
        case 'SELECT_CHANNEL':
            // A plugin's panel stays from channel to channel.
            return state.rhsState === 'plugin' || state.selectedChannelId === action.data
                ? state
                : closedPanel;
        default:
            return state;
    }
}

/** Of the panels that are no thread, this client has those of plugins. */
function panelFor(state: Panel, rhsState: string | null, pluggableId: string): Panel {
    if (rhsState === null) {
        return closedPanel;
    }
    return rhsState === 'plugin'
        ? { ...closedPanel, isSidebarOpen: true, rhsState, pluggableId }
        : state;
}

function modals(
    state: GlobalState['views']['modals'],
    action: Action,
): GlobalState['views']['modals'] {
    switch (action.type) {
        case 'MODAL_OPEN': {
            const { modalId, dialogType, dialogProps } = action;
            const modal = { open: true, dialogType, dialogProps };
            return { modalState: { ...state.modalState, [modalId]: modal } };
        }
        case 'MODAL_CLOSE': {
            const { [action.modalId]: _, ...modalState } = state.modalState;
            return { modalState };
        }
        default:
            return state;
    }
}

function lhs(state: GlobalState['views']['lhs'], action: Action): GlobalState['views']['lhs'] {
    switch (action.type) {
        case 'TOGGLE_LHS':
            return { isOpen: !state.isOpen };
        case 'SELECT_CHANNEL':
            return { isOpen: false };
        default:
            return state;
    }
}

export function views(state: GlobalState['views'], action: Action): GlobalState['views'] {
    let { i18n } = state;
    if (action.type === 'RECEIVED_TRANSLATIONS') {
        const { locale, translations } = action.data;
        const merged = { ...i18n.translations[locale], ...translations };
        i18n = { translations: { ...i18n.translations, [locale]: merged } };
    }
    return {
        rhs: rhs(state.rhs, action),
        lhs: lhs(state.lhs, action),
        modals: modals(state.modals, action),
        i18n,
    };
}

export function websocket(
    state: GlobalState['websocket'],
    action: Action,
): GlobalState['websocket'] {
    switch (action.type) {
        case 'WEBSOCKET_SUCCESS': {
            const { connectionId, timestamp } = action;
            return { ...state, connected: true, connectionId, lastConnectAt: timestamp };
        }
        case 'WEBSOCKET_FAILURE':
            return {
                ...state,
                connected: false,
                connectionId: '',
                lastDisconnectAt: action.timestamp,
            };
        default:
            return state;
    }
}

/** What only this client keeps: unseen channels, and what is open above the page. */
export function devserver(
    state: GlobalState['devserver'],
    action: Action,
    before: GlobalState,
): GlobalState['devserver'] {
    switch (action.type) {
        case 'SHOW_PROFILE':
            return { ...state, profileUserId: action.userId };
        case 'SHOW_SETTINGS':
            return { ...state, settingsTab: action.tab };
        case 'SELECT_CHANNEL': {
            const { [action.data]: _, ...unread } = state.unread;
            return { ...state, unread, profileUserId: '' };
        }
        case 'RECEIVED_NEW_POST': {
            const { channel_id: channelId, user_id: author } = action.data;
            const isSeen = channelId === before.entities.channels.currentChannelId;
            const isOwn = author === before.entities.users.currentUserId;
            const unread = isSeen || isOwn ? state.unread : { ...state.unread, [channelId]: true };
            return { ...state, unread: unread as Record<string, true> };
        }
        default:
            return state;
    }
}
