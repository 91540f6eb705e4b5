/**
 * What came after a meeting: the replies by the plugin's bot that bring a recording, a transcript,
 * the chat or a summary. Only replies that the page has anyway are looked at; nothing is fetched.
 */
import { fileUrl, postUrl } from '../api';
import { isWebAddress } from '../host';
import type { PostSource } from '../registry';
import { isZoomBot, repliesOf, type HostState } from '../state';

/** One thing that came, and the address where it is. */
export interface Arrival {
    kind: 'recording' | 'transcript' | 'chat' | 'summary';
    address: string;
}

/** The replies of a meeting post that bring something; the same array while they are the same. */
export function arrivalsSelector(post: PostSource): (state: HostState) => Arrival[] {
    const rootId = post.root_id || post.id;
    let seen: PostSource[] = [];
    let arrivals: Arrival[] = [];
    return (state) => {
        const replies = repliesOf(state, rootId).filter(
            (reply) => isZoomBot(state, reply.user_id) && isAbout(reply, post),
        );
        if (replies.length !== seen.length || replies.some((reply, at) => reply !== seen[at])) {
            seen = replies;
            arrivals = replies.flatMap(arrivalsOf);
        }
        return arrivals;
    };
}

/** Several meetings may lie in one thread; replies of the Go plugin do not say which is theirs. */
function isAbout(reply: PostSource, meeting: PostSource): boolean {
    const id = reply.props?.meeting_post_id;
    return id === undefined || id === meeting.id;
}

/** A reply of the Go plugin may bring two: the recording's link, and the chat as a file. */
function arrivalsOf(reply: PostSource): Arrival[] {
    const file = fileOf(reply);
    if (reply.type === 'custom_zoom_transcript') {
        return file ? [{ kind: 'transcript', address: file }] : [];
    }
    switch (reply.props?.meeting_part) {
        case 'summary':
            return [{ kind: 'summary', address: postUrl(reply.id) }];
        case 'failure':
            return [];
        default:
            break;
    }
    const isChat = reply.type === 'custom_zoom_chat' && file !== undefined;
    return [...recordingsOf(reply), ...(isChat ? [{ kind: 'chat', address: file } as const] : [])];
}

/** The links of a recording, as the bot writes them into its text: Zoom may make several parts. */
function recordingsOf(reply: PostSource): Arrival[] {
    return [...reply.message.matchAll(/\]\((https?:\/\/[^)\s]+)\)/g)].flatMap(([, address]) =>
        address && isWebAddress(address) ? [{ kind: 'recording', address }] : [],
    );
}

function fileOf(reply: PostSource): string | undefined {
    const captions = reply.props?.captions;
    const first: unknown = Array.isArray(captions) ? captions[0] : undefined;
    const id =
        typeof first === 'object' && first !== null && 'file_id' in first ? first.file_id : '';
    return typeof id === 'string' && id !== '' ? fileUrl(id) : undefined;
}
