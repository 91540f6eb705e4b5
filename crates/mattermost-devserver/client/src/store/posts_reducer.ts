/** The posts: each by its id, those of a channel newest first, those of a thread oldest first. */
import type { Action } from './actions';
import type { GlobalState, Post } from './state';

type Posts = GlobalState['entities']['posts'];

export function posts(state: Posts, action: Action): Posts {
    switch (action.type) {
        case 'RECEIVED_POSTS':
            return action.whole
                ? action.data.reduce(add, withoutOld(state, action.channelId, action.data))
                : action.data.reduce(add, state);
        case 'RECEIVED_NEW_POST':
        case 'RECEIVED_POST':
            return add(state, action.data);
        case 'POST_DELETED':
            return remove(state, action.data);
        default:
            return state;
    }
}

/**
 * Forgets the order of a channel that was fetched anew, but for what the server does not keep, and
 * for what came by an event while its answer was under way.
 */
function withoutOld(state: Posts, channelId: string, fetched: Post[]): Posts {
    const newest = Math.max(0, ...fetched.map((post) => post.create_at));
    const order = state.postsInChannel[channelId]?.[0]?.order ?? [];
    const kept = order.filter(
        (id) => state.posts[id]?.type === 'system_ephemeral' || createdAt(state, id) > newest,
    );
    return inChannel(state, channelId, kept);
}

function inChannel(state: Posts, channelId: string, order: string[]): Posts {
    const postsInChannel = { ...state.postsInChannel, [channelId]: [{ order, recent: true }] };
    return { ...state, postsInChannel };
}

function add(state: Posts, post: Post): Posts {
    if (post.delete_at > 0) {
        return remove(state, post);
    }
    const known = state.posts[post.id];
    const isNewReply = !known && post.root_id !== '' && post.type !== 'system_ephemeral';
    const all = { ...(isNewReply ? countReply(state, post) : state.posts), [post.id]: post };
    const next = { ...state, posts: all };
    return post.root_id ? addToThread(next, post) : addToChannel(next, post);
}

/** The root says how many replies it has; a reply that just came is not in that number yet. */
function countReply(state: Posts, reply: Post): Posts['posts'] {
    const root = state.posts[reply.root_id];
    if (!root || reply.create_at <= (root.last_reply_at ?? 0)) {
        return state.posts;
    }
    const counted = {
        ...root,
        reply_count: root.reply_count + 1,
        last_reply_at: reply.create_at,
    };
    return { ...state.posts, [root.id]: counted };
}

function addToChannel(state: Posts, post: Post): Posts {
    const order = state.postsInChannel[post.channel_id]?.[0]?.order ?? [];
    if (order.includes(post.id)) {
        return state;
    }
    const sorted = [post.id, ...order].sort((a, b) => createdAt(state, b) - createdAt(state, a));
    return inChannel(state, post.channel_id, sorted);
}

function addToThread(state: Posts, post: Post): Posts {
    const replies = state.postsInThread[post.root_id] ?? [];
    if (replies.includes(post.id)) {
        return state;
    }
    const sorted = [...replies, post.id].sort((a, b) => createdAt(state, a) - createdAt(state, b));
    return { ...state, postsInThread: { ...state.postsInThread, [post.root_id]: sorted } };
}

const createdAt = (state: Posts, id: string): number => state.posts[id]?.create_at ?? 0;

function remove(state: Posts, post: Post): Posts {
    const { [post.id]: _, ...rest } = state.posts;
    const order = (state.postsInChannel[post.channel_id]?.[0]?.order ?? []).filter(
        (id) => id !== post.id,
    );
    const replies = (state.postsInThread[post.root_id] ?? []).filter((id) => id !== post.id);
    const postsInThread = { ...state.postsInThread, [post.root_id]: replies };
    return { ...inChannel(state, post.channel_id, order), posts: rest, postsInThread };
}
