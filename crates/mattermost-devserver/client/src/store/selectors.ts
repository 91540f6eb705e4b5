/** Questions to the state that more than one part of the page asks. */
import type { Channel, GlobalState, Post, UserProfile } from './state';

export const currentUser = (state: GlobalState): UserProfile | undefined =>
    state.entities.users.profiles[state.entities.users.currentUserId];

export const currentChannel = (state: GlobalState): Channel | undefined =>
    state.entities.channels.channels[state.entities.channels.currentChannelId];

export const localeOf = (state: GlobalState): string => currentUser(state)?.locale ?? 'en';

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
