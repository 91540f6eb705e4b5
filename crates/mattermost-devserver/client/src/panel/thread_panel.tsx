/** The panel at the right with the thread that is open. */
import React from 'react';

import { Composer } from '../composer/composer';
import { PostList } from '../posts/post_list';
import { repliesOf } from '../store/selectors';
import { useAppSelector, useAppSelectorList } from '../store/store';

import { PanelFrame } from './panel_frame';

export function ThreadPanel(): React.JSX.Element | null {
    const rootId = useAppSelector((state) => state.views.rhs.selectedPostId);
    const root = useAppSelector((state) => state.entities.posts.posts[rootId]);
    const replies = useAppSelectorList((state) => repliesOf(state, rootId));
    if (!root) {
        return null;
    }
    return (
        <PanelFrame title="Thread">
            <PostList posts={[root, ...replies]} label={`Thread ${rootId}`} isRHS={true} />
            <Composer
                place={{ channelId: root.channel_id, rootId }}
                label="Reply to this thread..."
            />
        </PanelFrame>
    );
}
