/** Questions to the state that more than one part of the page asks. */
import type { Channel, GlobalState, PluginComponent, Post, UserProfile } from './state';

export const currentUser = (state: GlobalState): UserProfile | undefined =>
    state.entities.users.profiles[state.entities.users.currentUserId];

export const currentChannel = (state: GlobalState): Channel | undefined =>
    state.entities.channels.channels[state.entities.channels.currentChannelId];

export const localeOf = (state: GlobalState): string => currentUser(state)?.locale ?? 'en';

export const isSystemAdmin = (state: GlobalState): boolean =>
    currentUser(state)?.roles.split(' ').includes('system_admin') ?? false;

/** A preference of the person; empty where none is stored. */
export const preferenceOf = (state: GlobalState, category: string, name: string): string =>
    state.entities.preferences.myPreferences[`${category}--${name}`]?.value ?? '';

export const isCompact = (state: GlobalState): boolean =>
    preferenceOf(state, 'display_settings', 'message_display') === 'compact';

const NONE: PluginComponent[] = [];

/** What plugins hung into a place, by its name in the state. */
export const componentsIn = (state: GlobalState, place: string): PluginComponent[] =>
    state.plugins.components[place] ?? NONE;

export const appBarIsOn = (state: GlobalState): boolean =>
    state.entities.general.config.DisableAppBar !== 'true';

/** The replies of a thread that are known, oldest first. */
export const repliesOf = (state: GlobalState, rootId: string): Post[] =>
    (state.entities.posts.postsInThread[rootId] ?? []).flatMap(
        (id) => state.entities.posts.posts[id] ?? [],
    );

/** The root posts of a channel, oldest first. */
export const postsOf = (state: GlobalState, channelId: string): Post[] =>
    (state.entities.posts.postsInChannel[channelId]?.[0]?.order ?? [])
        .flatMap((id) => state.entities.posts.posts[id] ?? [])
        .reverse();

/** The other person of a direct channel; oneself in the channel with oneself. */
export function teammateOf(state: GlobalState, channel: Channel): UserProfile | undefined {
    const me = state.entities.users.currentUserId;
    const other = channel.name.split('__').find((id) => id !== me) ?? me;
    return state.entities.users.profiles[other];
}

export function channelTitle(state: GlobalState, channel: Channel): string {
    return channel.type === 'D'
        ? (teammateOf(state, channel)?.username ?? 'Direct message')
        : channel.display_name;
}
