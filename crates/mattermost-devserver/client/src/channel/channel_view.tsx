/** The channel on the screen: its header, its posts and the box to write in. */
import React from 'react';

import { Composer } from '../composer/composer';
import { PostList } from '../posts/post_list';
import { channelTitle, currentChannel, postsOf } from '../store/selectors';
import { useAppDispatch, useAppSelector, useAppSelectorList } from '../store/store';

import { HeaderButtons } from './plugin_buttons';

export function ChannelView(): React.JSX.Element {
    const dispatch = useAppDispatch();
    const channel = useAppSelector(currentChannel);
    const title = useAppSelector((state) => (channel ? channelTitle(state, channel) : ''));
    const posts = useAppSelectorList((state) => postsOf(state, channel?.id ?? ''));
    return (
        <main className="center" aria-label={title}>
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
                <span className="channel-header__text">{channel?.header}</span>
                <HeaderButtons />
            </header>
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
