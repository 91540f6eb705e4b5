/** What plugins say to a message or a command before it is sent. */
import { componentsIn } from '../store/selectors';
import type { Post } from '../store/state';
import type { Thunk } from '../store/store';

/** A message as it is handed to plugins and sent. */
export type Draft = Partial<Post> & Pick<Post, 'message' | 'channel_id' | 'root_id'>;

export interface CommandCall {
    message: string;
    args: { channel_id: string; team_id: string; root_id: string };
}

interface Refusal {
    error?: { message: string };
}

/** Asks each plugin in turn; rejects with the reason of one that refuses. */
export function askAboutMessage(draft: Draft): Thunk<Promise<Draft>> {
    return async (_, getState) => {
        let post = draft;
        for (const { hook } of componentsIn(getState(), 'MessageWillBePosted')) {
            const answer = (await hook?.(post)) as (Refusal & { post?: Draft }) | undefined;
            throwRefusal(answer);
            post = answer?.post ?? post;
        }
        return post;
    };
}

/** The same for a command; nothing where a plugin swallowed it by an empty answer. */
export function askAboutCommand(call: CommandCall): Thunk<Promise<CommandCall | undefined>> {
    return async (_, getState) => {
        let current = call;
        for (const { hook } of componentsIn(getState(), 'SlashCommandWillBePosted')) {
            const answer = (await hook?.(current.message, current.args)) as
                (Refusal & Partial<CommandCall>) | undefined;
            throwRefusal(answer);
            if (answer && Object.keys(answer).length === 0) {
                return undefined;
            }
            const { message = current.message, args = current.args } = answer ?? {};
            current = { message, args };
        }
        return current;
    };
}

function throwRefusal(answer: Refusal | undefined): void {
    if (answer?.error) {
        throw new Error(answer.error.message);
    }
}
