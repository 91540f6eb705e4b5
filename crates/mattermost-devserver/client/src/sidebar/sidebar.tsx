/** The channels of the team, and the people to write to. */
import React from 'react';

import { Slot } from '../plugins/slot';
import { openDirectChannel, selectChannel } from '../server/load';
import { channelTitle, teammateOf } from '../store/selectors';
import type { Channel, GlobalState, UserProfile } from '../store/state';
import { useAppDispatch, useAppSelector, useAppSelectorList } from '../store/store';

const mine = (state: GlobalState): Channel[] =>
    Object.values(state.entities.channels.channels)
        .filter(({ id, delete_at }) => delete_at === 0 && state.entities.channels.myMembers[id])
        .sort((a, b) => a.display_name.localeCompare(b.display_name));

/** People without a direct channel yet. Bots appear once they have written. */
function others(state: GlobalState, channels: Channel[]): UserProfile[] {
    const known = new Set(channels.map((channel) => teammateOf(state, channel)?.id));
    return Object.values(state.entities.users.profiles)
        .filter((user) => !known.has(user.id) && !user.is_bot && user.delete_at === 0)
        .filter(({ id }) => id !== state.entities.users.currentUserId)
        .sort((a, b) => a.username.localeCompare(b.username));
}

export function Sidebar(): React.JSX.Element {
    const dispatch = useAppDispatch();
    const channels = useAppSelectorList(mine);
    const isOpen = useAppSelector((state) => state.views.lhs.isOpen);
    const team = useAppSelector(
        ({ entities: { teams } }) => teams.teams[teams.currentTeamId]?.display_name,
    );
    const direct = channels.filter(({ type }) => type === 'D' || type === 'G');
    const people = useAppSelectorList((state) =>
        others(
            state,
            direct.filter(({ type }) => type === 'D'),
        ),
    );
    return (
        <nav className={`sidebar ${isOpen ? 'sidebar--open' : ''}`} aria-label="Channels">
            <h2 className="sidebar__team">{team}</h2>
            <Slot place="LeftSidebarHeader" />
            <h3>Channels</h3>
            <ul>
                {channels
                    .filter(({ type }) => type === 'O' || type === 'P')
                    .map((channel) => (
                        <ChannelItem key={channel.id} channel={channel} />
                    ))}
            </ul>
            <h3>Direct messages</h3>
            <ul>
                {direct.map((channel) => (
                    <ChannelItem key={channel.id} channel={channel} />
                ))}
                {people.map(({ id, username }) => (
                    <li key={id}>
                        <button type="button" onClick={() => void dispatch(openDirectChannel(id))}>
                            <span aria-hidden={true}>@</span> {username}
                        </button>
                    </li>
                ))}
            </ul>
        </nav>
    );
}

const MARKS: Record<Channel['type'], string> = { O: '#', P: '🔒', D: '@', G: '@', threads: '' };

function ChannelItem({ channel }: { channel: Channel }): React.JSX.Element {
    const dispatch = useAppDispatch();
    const title = useAppSelector((state) => channelTitle(state, channel));
    const isUnread = useAppSelector((state) => Boolean(state.devserver.unread[channel.id]));
    const isCurrent = useAppSelector(
        (state) => state.entities.channels.currentChannelId === channel.id,
    );
    return (
        <li>
            <button
                type="button"
                className={isUnread ? 'sidebar__unread' : ''}
                aria-current={isCurrent ? 'page' : undefined}
                onClick={() => void dispatch(selectChannel(channel.id))}
            >
                <span aria-hidden={true}>{MARKS[channel.type]}</span> {title}
                {isUnread && <span className="sr-only"> unread</span>}
            </button>
            <Slot place="SidebarChannelLinkLabel" with={{ channel }} />
        </li>
    );
}
