/** What can be done with a post: to reply, and what plugins add. It shows when a post is pointed at. */
import React from 'react';

import { Slot } from '../plugins/slot';
import { componentsIn } from '../store/selectors';
import type { PluginComponent, Post } from '../store/state';
import { useAppSelector } from '../store/store';
import { Disclosure } from '../ui/disclosure';

interface PostMenuProps {
    post: Post;
    reply: (() => void) | undefined;
}

export function PostMenu({ post, reply }: PostMenuProps): React.JSX.Element {
    return (
        <div className="post__menu">
            <Slot place="PostAction" with={{ post }} withTheme={false} />
            <Actions postId={post.id} />
            {reply && (
                <button type="button" className="post__reply" aria-label="Reply" onClick={reply}>
                    ↩
                </button>
            )}
        </div>
    );
}

/** The button is there only when a plugin has items. */
function Actions({ postId }: { postId: string }): React.JSX.Element | null {
    const all = useAppSelector((state) => componentsIn(state, 'PostDropdownMenu'));
    const others = useAppSelector((state) => componentsIn(state, 'PostDropdownMenuItem'));
    const shown = all.filter(({ id, filter, parentMenuId }) =>
        filter ? filter(parentMenuId ? id : postId) : true,
    );
    if (shown.length === 0 && others.length === 0) {
        return null;
    }
    return (
        <Disclosure id={`CENTER_actions_button_${postId}`} label="⋯" name="actions">
            {shown.filter(isTop).map((item) => (
                <Item
                    key={item.id}
                    item={item}
                    postId={postId}
                    below={shown.filter(({ parentMenuId }) => parentMenuId === item.id)}
                />
            ))}
            <Slot place="PostDropdownMenuItem" with={{ postId }} />
        </Disclosure>
    );
}

const isTop = ({ parentMenuId }: PluginComponent): boolean => parentMenuId === undefined;

interface ItemProps {
    item: PluginComponent;
    postId: string;
    below: PluginComponent[];
}

/** An item with others below it is their heading. */
function Item({ item, postId, below }: ItemProps): React.JSX.Element {
    const { text, action } = item;
    if (below.length === 0) {
        return (
            <button type="button" onClick={() => action?.(postId)}>
                {text}
            </button>
        );
    }
    return (
        <div role="group" aria-label={typeof text === 'string' ? text : 'More'}>
            <strong>{text}</strong>
            {below.map((inner) => (
                <Item key={inner.id} item={inner} postId={postId} below={[]} />
            ))}
        </div>
    );
}
