/**
 * What the plugin reads from Mattermost's Redux store. Every step of each path may be missing in
 * another version of Mattermost, so nothing here throws.
 */
import type { Channel } from '@mattermost/types/channels';

interface UserProfile {
    username?: string;
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
        preferences?: { myPreferences?: Record<string, { value?: string } | undefined> };
    };
    views?: {
        rhs?: { selectedPostId?: string; selectedChannelId?: string; isSidebarOpen?: boolean };
    };
    websocket?: { connected?: boolean; connectionId?: string };
}

/** Mattermost's Redux store, of which we only read. */
export interface HostStore {
    getState(): HostState;
}

const me = (state: HostState): UserProfile | undefined =>
    state.entities?.users?.profiles?.[state.entities.users.currentUserId ?? ''];

/** The name of a person that the page happens to know. */
export function usernameOf(state: HostState, userId: string): string | undefined {
    return state.entities?.users?.profiles?.[userId]?.username;
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

/** How the person wants to see a time of day: in which zone and by which clock. */
export function clockOf(state: HostState): { timeZone?: string; hour12: boolean } {
    const zone = me(state)?.timezone;
    const manual = zone?.useAutomaticTimezone === 'false' ? zone.manualTimezone : undefined;
    const preferences = state.entities?.preferences?.myPreferences;
    const clock = preferences?.['display_settings--use_military_time']?.value;
    return { ...(manual ? { timeZone: manual } : {}), hour12: clock !== 'true' };
}
