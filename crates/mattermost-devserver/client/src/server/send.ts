/** Sending what a person typed: a message, or a slash command. */
import { askAboutCommand, askAboutMessage } from '../composer/hooks';
import type { Post } from '../store/state';
import type { Thunk } from '../store/store';

import { basePath, post, upload } from './rest';

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

/** Sends a text with files; rejects with the reason of the server or of a plugin's web app. */
export function send(text: string, place: Place, files: File[] = []): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        if (text.startsWith('/')) {
            await dispatch(execute(text, place));
            return;
        }
        const user_id = getState().entities.users.currentUserId;
        const file_ids = await Promise.all(files.map((file) => uploaded(file, place)));
        const draft = {
            ...{ message: text, channel_id: place.channelId, root_id: place.rootId },
            ...{ file_ids, user_id, create_at: Date.now(), props: {} },
        };
        const { message, channel_id, root_id, props, type } = await dispatch(
            askAboutMessage(draft),
        );
        const sent = { message, channel_id, root_id, props, type, file_ids };
        const data = await post<Post>('/posts', sent);
        dispatch({ type: 'RECEIVED_NEW_POST', data });
    };
}

/** Uploads a file to be hung on a post; answers its id. */
async function uploaded(file: File, { channelId: channel_id }: Place): Promise<string> {
    const { file_infos } = await upload<{ file_infos: { id: string }[] }>('/files', {
        channel_id,
        files: file,
    });
    return file_infos[0]?.id ?? '';
}

function execute(command: string, place: Place): Thunk<Promise<void>> {
    return async (dispatch, getState) => {
        const team_id = getState().entities.teams.currentTeamId;
        const args = { channel_id: place.channelId, root_id: place.rootId, team_id };
        const call = await dispatch(askAboutCommand({ message: command, args }));
        if (!call) {
            return;
        }
        const response = await post<CommandResponse>('/commands/execute', {
            command: call.message,
            ...call.args,
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
