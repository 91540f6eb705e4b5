/** Fetching what the page shows. */
import { currentUser } from '../store/selectors';
import type {
    Channel,
    ChannelMembership,
    Post,
    Preference,
    Team,
    UserProfile,
} from '../store/state';
import type { Thunk } from '../store/store';

import { isConsole, placeInAddress, showChannelInAddress } from './address';
import { get, post, RestError } from './rest';

interface PostList {
    order: string[];
    posts: Record<string, Post>;
}

/** Fetches the person, or answers false when nobody is logged in. */
export function loadMe(): Thunk<Promise<boolean>> {
    return async (dispatch) => {
        try {
            dispatch({ type: 'RECEIVED_ME', data: await get<UserProfile>('/users/me') });
            return true;
        } catch (error) {
            if (error instanceof RestError && error.status === 401) {
                return false;
            }
            throw error;
        }
    };
}

/** Fetches all that the first page needs and goes to the channel that the address names. */
export function loadPage(): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const [config, preferences, teams] = await Promise.all([
            get<Record<string, string>>('/config/client?format=old'),
            get<Preference[]>('/users/me/preferences'),
            get<Team[]>('/users/me/teams'),
        ]);
        dispatch({ type: 'CLIENT_CONFIG_RECEIVED', data: config });
        dispatch({ type: 'RECEIVED_PREFERENCES', data: preferences });
        dispatch({ type: 'RECEIVED_TEAMS_LIST', data: teams });
        const team = teams.find(({ name }) => name === placeInAddress().team) ?? teams[0];
        if (team) {
            dispatch({ type: 'SELECT_TEAM', data: team.id });
            await dispatch(loadChannels());
            await dispatch(selectChannel(firstChannel(Object.values(channelsOf(getState())))));
        }
    };
}

const channelsOf = (state: { entities: { channels: { channels: Record<string, Channel> } } }) =>
    state.entities.channels.channels;

function firstChannel(channels: Channel[]): string {
    const { channel: name } = placeInAddress();
    const named = channels.find((channel) => channel.name === name);
    const square = channels.find((channel) => channel.name === 'town-square');
    return (named ?? square ?? channels[0])?.id ?? '';
}

/** Fetches the channels of the person in the current team, and the people to write to. */
export function loadChannels(): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const team = getState().entities.teams.currentTeamId;
        const [channels, members, people] = await Promise.all([
            get<Channel[]>(`/users/me/teams/${team}/channels`),
            get<ChannelMembership[]>(`/users/me/teams/${team}/channels/members`),
            get<UserProfile[]>(`/users?in_team=${team}&page=0&per_page=100`),
        ]);
        dispatch({ type: 'RECEIVED_PROFILES_LIST', data: people });
        dispatch({ type: 'RECEIVED_CHANNELS', data: channels });
        dispatch({ type: 'RECEIVED_MY_CHANNEL_MEMBERS', data: members });
        const ids = channels.filter(({ type }) => type === 'D').flatMap((c) => c.name.split('__'));
        await dispatch(loadPeople(ids));
    };
}

/** Fetches those people that the page does not know yet. */
export function loadPeople(ids: string[]): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const known = getState().entities.users.profiles;
        const missing = [...new Set(ids)].filter((id) => id !== '' && !known[id]);
        if (missing.length > 0) {
            const people = await post<UserProfile[]>('/users/ids', missing);
            dispatch({ type: 'RECEIVED_PROFILES_LIST', data: people });
        }
    };
}

/** Shows a channel and fetches its newest posts. */
export function selectChannel(id: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const state = getState();
        const channel = channelsOf(state)[id];
        if (!channel) {
            return;
        }
        dispatch({ type: 'SELECT_CHANNEL', data: id });
        const team = state.entities.teams.teams[state.entities.teams.currentTeamId]?.name ?? '';
        if (!isConsole()) {
            showChannelInAddress(team, channel.name);
        }
        await dispatch(loadPosts(id));
        await post('/channels/members/me/view', { channel_id: id });
    };
}

/** Fetches the newest posts of a channel with their authors. */
export function loadPosts(channelId: string): Thunk<Promise<void>> {
    return async (dispatch) => {
        const path = `/channels/${channelId}/posts?page=0&per_page=60&collapsedThreads=true`;
        const list = await get<PostList>(path);
        const data = Object.values(list.posts);
        await dispatch(loadPeople(data.map(({ user_id }) => user_id)));
        dispatch({ type: 'RECEIVED_POSTS', channelId, data, whole: true });
    };
}

/** Opens a thread in the panel and fetches it. */
export function openThread(root: Post): Thunk<Promise<void>> {
    return async (dispatch) => {
        const { id: postId, channel_id: channelId } = root;
        dispatch({ type: 'SELECT_POST', postId, channelId, timestamp: Date.now() });
        const list = await get<PostList>(`/posts/${postId}/thread?collapsedThreads=true`);
        const data = Object.values(list.posts);
        await dispatch(loadPeople(data.map(({ user_id }) => user_id)));
        dispatch({ type: 'RECEIVED_POSTS', channelId, data, whole: false });
    };
}

/** Goes to the direct channel with a person, which the server makes where there is none. */
export function openDirectChannel(userId: string): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const me = currentUser(getState())?.id ?? '';
        const channel = await post<Channel>('/channels/direct', [me, userId]);
        dispatch({ type: 'RECEIVED_CHANNELS', data: [channel] });
        await dispatch(loadChannels());
        await dispatch(selectChannel(channel.id));
    };
}
