/** The panel at the right with the thread that is open. */
import React from 'react';

import { Composer } from '../composer/composer';
import { PostList } from '../posts/post_list';
import { repliesOf } from '../store/selectors';
import { useAppDispatch, useAppSelector, useAppSelectorList } from '../store/store';

export function ThreadPanel(): React.JSX.Element | null {
    const dispatch = useAppDispatch();
    const rootId = useAppSelector((state) => state.views.rhs.selectedPostId);
    const root = useAppSelector((state) => state.entities.posts.posts[rootId]);
    const replies = useAppSelectorList((state) => repliesOf(state, rootId));
    if (!root) {
        return null;
    }
    return (
        <aside className="rhs" aria-label="Thread">
            <header className="rhs__header">
                <h2>Thread</h2>
                <button
                    type="button"
                    className="icon-button"
                    aria-label="Close"
                    onClick={() => dispatch({ type: 'UPDATE_RHS_STATE', state: null })}
                >
                    ×
                </button>
            </header>
            <PostList posts={[root, ...replies]} label={`Thread ${rootId}`} isRHS={true} />
            <Composer
                place={{ channelId: root.channel_id, rootId }}
                label="Reply to this thread..."
            />
        </aside>
    );
}
