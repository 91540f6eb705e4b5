/** Sending what a person typed: a message, or a slash command. */
import type { Post } from '../store/state';
import type { Thunk } from '../store/store';

import { basePath, post } from './rest';

/** Where a text goes: a channel, or a thread of it. */
export interface Place {
    channelId: string;
    rootId: string;
}

interface CommandResponse {
    response_type: string;
    text: string;
    goto_location: string;
    trigger_id: string;
}

/** Sends a text; rejects with the server's reason. */
export function send(text: string, place: Place): Thunk<Promise<void>> {
    return async (dispatch) => {
        if (text.startsWith('/')) {
            await dispatch(execute(text, place));
            return;
        }
        const { channelId: channel_id, rootId: root_id } = place;
        const data = await post<Post>('/posts', { channel_id, root_id, message: text });
        dispatch({ type: 'RECEIVED_NEW_POST', data });
    };
}

function execute(command: string, place: Place): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const response = await post<CommandResponse>('/commands/execute', {
            command,
            channel_id: place.channelId,
            root_id: place.rootId,
            team_id: getState().entities.teams.currentTeamId,
        });
        if (response.trigger_id) {
            dispatch({ type: 'RECEIVED_DIALOG_TRIGGER_ID', data: response.trigger_id });
        }
        if (response.goto_location) {
            goTo(response.goto_location);
        }
        if (response.text && response.response_type === 'ephemeral') {
            const userId = getState().entities.users.currentUserId;
            dispatch({ type: 'RECEIVED_NEW_POST', data: ephemeral(response.text, place, userId) });
        }
    };
}

/** Opens the page that a command asks for: one of this site's, or one of another's. */
function goTo(location: string): void {
    window.open(location.startsWith('/') ? `${basePath()}${location}` : location, '_blank');
}

/** An answer that the server gives in the response alone is a post of this page only. */
function ephemeral(message: string, place: Place, userId: string): Post {
    const now = Date.now();
    return {
        id: crypto.randomUUID(),
        create_at: now,
        update_at: 0,
        edit_at: 0,
        delete_at: 0,
        is_pinned: false,
        user_id: userId,
        channel_id: place.channelId,
        root_id: place.rootId,
        original_id: '',
        message,
        type: 'system_ephemeral',
        props: {},
        hashtags: '',
        pending_post_id: '',
        reply_count: 0,
        metadata: {} as Post['metadata'],
    };
}
