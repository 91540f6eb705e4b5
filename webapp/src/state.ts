/**
 * What the plugin reads from Mattermost's Redux store. Every step of each path may be missing in
 * another version of Mattermost, so nothing here throws.
 */
import type { Channel } from '@mattermost/types/channels';
import { useEffect, useState } from 'react';

import type { PostSource } from './registry';

interface UserProfile {
    username?: string;
    is_bot?: boolean;
    locale?: string;
    timezone?: {
        automaticTimezone?: string;
        manualTimezone?: string;
        useAutomaticTimezone?: string;
    };
}

/** The paths of Mattermost's state that we rely on. */
export interface HostState {
    entities?: {
        users?: { currentUserId?: string; profiles?: Record<string, UserProfile | undefined> };
        teams?: { currentTeamId?: string };
        channels?: { currentChannelId?: string };
        posts?: {
            posts?: Record<string, PostSource | undefined>;
            postsInThread?: Record<string, string[] | undefined>;
        };
        preferences?: { myPreferences?: Record<string, { value?: string } | undefined> };
    };
    views?: {
        rhs?: { selectedPostId?: string; selectedChannelId?: string; isSidebarOpen?: boolean };
        threads?: { selectedThreadIdInTeam?: Record<string, string | null | undefined> };
    };
    websocket?: { connected?: boolean; connectionId?: string };
    plugins?: { plugins?: Record<string, unknown> };
    /** The AI plugin's own part, as it exports it for others. */
    'plugins-mattermost-ai'?: { callsPostButtonClickedTranscription?: unknown };
}

/** Mattermost's Redux store. */
export interface HostStore {
    getState(): HostState;
    /** For the few actions that Mattermost has for plugins; it never changes what we read here. */
    dispatch(action: unknown): unknown;
    /** Calls back after each change, until the answer is called. */
    subscribe(tell: () => void): () => void;
}

/**
 * A part of the state, drawn again when that part changes. `select` is called after every action
 * of the page: it must be quick, must answer the same object while nothing changed, and keep its
 * identity between drawings.
 */
export function useHostState<T>(store: HostStore, select: (state: HostState) => T): T {
    const [selected, setSelected] = useState(() => ({ value: select(store.getState()) }));
    useEffect(() => {
        let last = selected.value;
        const update = () => {
            const value = select(store.getState());
            if (!Object.is(value, last)) {
                last = value;
                setSelected({ value });
            }
        };
        // The state may have changed between the first drawing and this effect.
        update();
        return store.subscribe(update);
        // eslint-disable-next-line react-hooks/exhaustive-deps -- `last` follows by itself
    }, [store, select]);
    return selected.value;
}

const profileOf = (state: HostState, userId: string | undefined): UserProfile | undefined =>
    state.entities?.users?.profiles?.[userId ?? ''];

const me = (state: HostState) => profileOf(state, state.entities?.users?.currentUserId);

const preferenceOf = (state: HostState, category: string, name: string): string | undefined =>
    state.entities?.preferences?.myPreferences?.[`${category}--${name}`]?.value;

/** The name of a person that the page happens to know. */
export function usernameOf(state: HostState, userId: string): string | undefined {
    return profileOf(state, userId)?.username;
}

/** Whether posts of this author are the plugin's own: other people may use its post types. */
export function isZoomBot(state: HostState, userId: string): boolean {
    const profile = profileOf(state, userId);
    return profile?.is_bot === true && profile.username === 'zoom';
}

/** Who reads this page; empty where nobody is logged in. */
export function currentUserIdOf(state: HostState): string {
    return state.entities?.users?.currentUserId ?? '';
}

/** The channel on the screen; empty where there is none. */
export function currentChannelIdOf(state: HostState): string {
    return state.entities?.channels?.currentChannelId ?? '';
}

/** The team on the screen; empty where there is none. */
export function currentTeamIdOf(state: HostState): string {
    return state.entities?.teams?.currentTeamId ?? '';
}

/** The language that the person reads Mattermost in. */
export function localeOf(state: HostState): string {
    return me(state)?.locale ?? 'en';
}

/** The id of this tab's WebSocket; empty while there is none. */
export function connectionIdOf(state: HostState): string {
    return isConnected(state) ? (state.websocket?.connectionId ?? '') : '';
}

/** Whether events of the server reach this tab at present. */
export function isConnected(state: HostState): boolean {
    return state.websocket?.connected ?? false;
}

/** The root post of the thread that is open beside this channel; empty when there is none. */
export function openThreadOf(state: HostState, channel: Pick<Channel, 'id'>): string {
    const panel = state.views?.rhs;
    const isOpenHere = panel?.isSidebarOpen && panel.selectedChannelId === channel.id;
    return isOpenHere ? (panel.selectedPostId ?? '') : '';
}

/** The thread on the screen of the view "Threads", which has no channel; empty elsewhere. */
export function threadOnScreen(state: HostState): { channelId: string; rootId: string } | null {
    const rootId = state.views?.threads?.selectedThreadIdInTeam?.[currentTeamIdOf(state)] ?? '';
    const channelId = state.entities?.posts?.posts?.[rootId]?.channel_id;
    return channelId ? { channelId, rootId } : null;
}

/** The replies of a thread that the page knows, oldest first. */
export function repliesOf(state: HostState, rootId: string): PostSource[] {
    const { posts, postsInThread } = state.entities?.posts ?? {};
    const replies = (postsInThread?.[rootId] ?? []).flatMap((id) => posts?.[id] ?? []);
    return replies.sort((a, b) => a.create_at - b.create_at);
}

/** Where the button starts a meeting while a thread is open beside the channel. */
export type StartIn = 'channel' | 'thread';

/** The setting's name; Mattermost keeps it among the person's preferences. */
export const START_IN = 'start_in';

/** What the person chose; the channel unless they did. */
export function startInOf(state: HostState): StartIn {
    return preferenceOf(state, 'pp_zoom', START_IN) === 'thread' ? 'thread' : 'channel';
}

/** How the person wants to see a time of day: in which zone and by which clock. */
export function clockOf(state: HostState): { timeZone?: string; hour12: boolean } {
    const zone = me(state)?.timezone;
    const manual = zone?.useAutomaticTimezone === 'false' ? zone.manualTimezone : undefined;
    const clock = preferenceOf(state, 'display_settings', 'use_military_time');
    return { ...(manual ? { timeZone: manual } : {}), hour12: clock !== 'true' };
}

/** What the AI plugin offers for transcripts; undefined where it is not there. */
export function summarizerOf(state: HostState): ((post: PostSource) => void) | undefined {
    const offered = state['plugins-mattermost-ai']?.callsPostButtonClickedTranscription;
    const isThere = state.plugins?.plugins?.['mattermost-ai'] !== undefined;
    return isThere && typeof offered === 'function'
        ? (offered as (post: PostSource) => void)
        : undefined;
}
