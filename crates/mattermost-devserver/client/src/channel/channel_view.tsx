/** The channel on the screen: its header, its posts and the box to write in. */
import React from 'react';

import { Composer } from '../composer/composer';
import { Slot } from '../plugins/slot';
import { PostList } from '../posts/post_list';
import { channelTitle, currentChannel, postsOf } from '../store/selectors';
import type { Channel } from '../store/state';
import { useAppDispatch, useAppSelector, useAppSelectorList } from '../store/store';

import { ChannelMenu } from './channel_menu';
import { HeaderButtons } from './plugin_buttons';

export function ChannelView(): React.JSX.Element {
    const channel = useAppSelector(currentChannel);
    const title = useAppSelector((state) => (channel ? channelTitle(state, channel) : ''));
    const posts = useAppSelectorList((state) => postsOf(state, channel?.id ?? ''));
    return (
        <main className="center" aria-label={title}>
            <ChannelHeader channel={channel} title={title} />
            <PostList posts={posts} label={title} />
            {channel && (
                <Composer
                    key={channel.id}
                    place={{ channelId: channel.id, rootId: '' }}
                    label={`Write to ${title}`}
                />
            )}
        </main>
    );
}

interface ChannelHeaderProps {
    channel: Channel | undefined;
    title: string;
}

function ChannelHeader({ channel, title }: ChannelHeaderProps): React.JSX.Element {
    const dispatch = useAppDispatch();
    const channelMember = useAppSelector(
        (state) => state.entities.channels.myMembers[channel?.id ?? ''],
    );
    return (
        <header className="channel-header" id="channel-header">
            <button
                type="button"
                className="icon-button channel-header__menu"
                aria-label="Show channels"
                onClick={() => dispatch({ type: 'TOGGLE_LHS' })}
            >
                ☰
            </button>
            <h1 id="channelHeaderTitle">{title}</h1>
            {channel && <ChannelMenu channel={channel} />}
            <span className="channel-header__text">{channel?.header}</span>
            <Slot place="ChannelHeaderIcon" with={{ channel, channelMember }} />
            <HeaderButtons />
        </header>
    );
}
