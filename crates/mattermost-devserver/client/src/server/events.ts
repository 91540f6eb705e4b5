/** What the events of the WebSocket do to the page. */
import type { PluginLoader } from '../plugins/loader';
import { setSocketForPlugins } from '../plugins/web_socket_client';
import { currentUser } from '../store/selectors';
import type { Channel, DialogRequest, Post, Preference, UserProfile } from '../store/state';
import type { AppStore } from '../store/store';

import { loadChannels, loadPeople, loadPosts } from './load';
import { Socket, type ServerEvent } from './socket';

type Data = ServerEvent['data'];
type Handler = (store: AppStore, data: Data, loader: PluginLoader) => unknown;

/** Parts of events that are JSON in a string. */
const parsed = (data: Data, key: string): unknown => JSON.parse(String(data[key]));

const receive =
    (type: 'RECEIVED_NEW_POST' | 'RECEIVED_POST'): Handler =>
    async ({ dispatch }, data) => {
        const post = parsed(data, 'post') as Post;
        await dispatch(loadPeople([post.user_id]));
        dispatch({ type, data: post });
    };

const reloadChannels: Handler = ({ dispatch }) => dispatch(loadChannels());

const leave: Handler = (store, data) => {
    const me = currentUser(store.getState())?.id;
    if (data.user_id === me && typeof data.channel_id === 'string') {
        store.dispatch({ type: 'LEAVE_CHANNEL', data: data.channel_id });
    }
    return store.dispatch(loadChannels());
};

const handlers: Record<string, Handler | undefined> = {
    posted: receive('RECEIVED_NEW_POST'),
    ephemeral_message: receive('RECEIVED_NEW_POST'),
    post_edited: receive('RECEIVED_POST'),
    post_deleted: ({ dispatch }, data) =>
        dispatch({ type: 'POST_DELETED', data: parsed(data, 'post') as Post }),
    open_dialog: ({ dispatch }, data) =>
        dispatch({ type: 'RECEIVED_DIALOG', data: parsed(data, 'dialog') as DialogRequest }),
    channel_updated: ({ dispatch }, data) =>
        dispatch({ type: 'RECEIVED_CHANNELS', data: [parsed(data, 'channel') as Channel] }),
    channel_created: reloadChannels,
    channel_deleted: reloadChannels,
    direct_added: reloadChannels,
    group_added: reloadChannels,
    user_added: reloadChannels,
    user_removed: leave,
    user_updated: ({ dispatch }, data) =>
        dispatch({ type: 'RECEIVED_PROFILES_LIST', data: [data.user as UserProfile] }),
    preferences_changed: ({ dispatch }, data) =>
        dispatch({
            type: 'RECEIVED_PREFERENCES',
            data: parsed(data, 'preferences') as Preference[],
        }),
    config_changed: ({ dispatch }, data) =>
        dispatch({ type: 'CLIENT_CONFIG_RECEIVED', data: data.config as Record<string, string> }),
    plugin_enabled: (_, data, loader) => loader.load(data.manifest as { id: string }),
    plugin_disabled: (_, data, loader) => {
        loader.remove((data.manifest as { id: string }).id);
    },
};

/** Connects the page to the server. */
export function connect(store: AppStore, loader: PluginLoader): Socket {
    let wasConnected = false;
    const socket = new Socket({
        onEvent: (event) => {
            const handled = handlers[event.event]?.(store, event.data, loader);
            // A plugin hears of an event when the page has taken it in.
            void Promise.resolve(handled)
                .catch((error: unknown) => {
                    console.error(`The event ${event.event} was not handled`, error);
                })
                .then(() => {
                    loader.handleEvent(event);
                });
        },
        onConnected: (connectionId, resumed) => {
            store.dispatch({ type: 'WEBSOCKET_SUCCESS', connectionId, timestamp: Date.now() });
            if (wasConnected) {
                catchUp(store, resumed);
                loader.handleReconnect();
                loader.follow().catch((error: unknown) => {
                    console.error('The plugins could not be fetched again', error);
                });
            }
            wasConnected = true;
        },
        onDisconnected: () => {
            store.dispatch({ type: 'WEBSOCKET_FAILURE', timestamp: Date.now() });
        },
    });
    setSocketForPlugins(socket);
    socket.open();
    return socket;
}

/** Fetches what was missed, unless the server sends it by itself. */
function catchUp({ dispatch, getState }: AppStore, resumed: boolean): void {
    const channelId = getState().entities.channels.currentChannelId;
    if (!resumed && channelId) {
        Promise.all([dispatch(loadChannels()), dispatch(loadPosts(channelId))]).catch(
            (error: unknown) => {
                console.error('What was missed could not be fetched', error);
            },
        );
    }
}
