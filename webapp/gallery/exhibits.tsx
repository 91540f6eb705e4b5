/** Every state of every component, by name. */
import type { ReactNode } from 'react';

import { meetingPostOf, replyOf, stateWithPosts, storeOf } from '../test/page';
import { CopyButton } from '../src/copy_button/copy_button';
import { meetingPost } from '../src/meeting_post/meeting_post';
import { noticeBar } from '../src/notice/notice_bar';
import { Notices, type Notice } from '../src/notice/notices';
import type { PostSource, PostTypeProps } from '../src/registry';
import { Signal } from '../src/signal';
import { Starter } from '../src/start_meeting/starter';
import type { HostState } from '../src/state';
import { SetUpPage } from '../src/system_console/set_up_page';
import { transcriptPost } from '../src/transcript_post/transcript_post';
import { PmiSection } from '../src/user_settings/pmi_section';
import { HeaderIcon } from '../src/zoom_button/header_icon';

export interface Exhibit {
    name: string;
    element: ReactNode;
    /** Pixels, where the state is about a narrow place. */
    width?: number;
}

const starter = new Starter({
    store: storeOf(),
    notices: new Notices(),
    openMeeting: () => undefined,
});
const ended = { meeting_status: 'ENDED', meeting_duration: 47 };
const file = { captions: [{ file_id: 'file-id' }] };

function meeting(post: PostSource, props: Partial<PostTypeProps> = {}, state?: HostState) {
    const MeetingPost = meetingPost({ store: storeOf(state ?? stateWithPosts(post)), starter });
    return <MeetingPost post={post} {...props} />;
}

const running = meetingPostOf({ meeting_passcode: '314159', meeting_start_time: Date.now() });
const over = { ...meetingPostOf({ ...ended, meeting_end_time: Date.now() }), id: 'over-id' };
const longTopic = 'Quarterly planning with everybody from design, engineering, support and sales';

const withArrivals = stateWithPosts(
    over,
    replyOf('r', { root_id: 'over-id', message: '[Recording](https://zoom.us/rec/play/1)' }),
    replyOf('t', { root_id: 'over-id', type: 'custom_zoom_transcript', props: file }),
    replyOf('c', { root_id: 'over-id', type: 'custom_zoom_chat', props: file }),
);

const MEETINGS: Exhibit[] = [
    { name: 'Meeting post: in progress', element: meeting(running) },
    { name: 'Meeting post: ended', element: meeting(over) },
    {
        name: 'Meeting post: ended, with what came after it',
        element: meeting(over, {}, withArrivals),
    },
    {
        name: 'Meeting post: personal meeting ID, started on another day',
        element: meeting(
            meetingPostOf({ meeting_personal: true, meeting_id: 5551234567, meeting_topic: '' }),
        ),
    },
    {
        name: 'Meeting post: by the bot of the Go plugin, years ago',
        element: meeting(
            meetingPostOf({
                meeting_status: 'ENDED',
                from_bot: true,
                meeting_creator_username: undefined,
                meeting_provider: undefined,
            }),
        ),
    },
    {
        name: 'Question about a recent meeting',
        element: meeting(
            meetingPostOf({ meeting_status: 'RECENTLY_CREATED', meeting_creator_username: 'bob' }),
        ),
    },
    { name: 'Compact: in progress', element: meeting(running, { compactDisplay: true }) },
    {
        name: 'Compact: ended',
        element: meeting(over, { compactDisplay: true }, withArrivals),
    },
    {
        name: 'Narrow: a long topic',
        element: meeting({ ...running, props: { ...running.props, meeting_topic: longTopic } }),
        width: 300,
    },
    { name: 'Narrow: ended', element: meeting(over, {}, withArrivals), width: 300 },
];

function transcript(type: string, message: string) {
    const summarize = {
        ...stateWithPosts(),
        plugins: { plugins: { 'mattermost-ai': {} } },
        'plugins-mattermost-ai': { callsPostButtonClickedTranscription: () => undefined },
    };
    const TranscriptPost = transcriptPost(storeOf(summarize));
    return <TranscriptPost post={replyOf('t', { type, message, props: file })} />;
}

const TRANSCRIPTS: Exhibit[] = [
    {
        name: 'Transcript, with the AI plugin',
        element: transcript('custom_zoom_transcript', 'Here is the transcript of the meeting.'),
    },
    {
        name: 'Chat, with the AI plugin',
        element: transcript('custom_zoom_chat', 'Here is the chat of the meeting.'),
    },
];

function notice(shown: Notice) {
    const notices = new Notices();
    notices.show(shown);
    const Bar = noticeBar(notices);
    return <Bar />;
}

const NOTICES: Exhibit[] = [
    { name: 'Notice: at work', element: notice({ kind: 'busy' }) },
    {
        name: 'Notice: a failure',
        element: notice({ kind: 'failed', failure: 'offline' }),
    },
    {
        name: "Notice: the server's reason",
        element: notice({
            kind: 'refused',
            reason: 'You may not post in this channel, so no meeting can be started in it.',
        }),
    },
    {
        name: 'Notice: the browser opened no tab',
        element: notice({ kind: 'blocked', meetingUrl: 'https://zoom.us/j/1' }),
    },
    { name: 'Notice: no channel on the screen', element: notice({ kind: 'nowhere' }) },
];

const busyStarter = new Starter({
    store: storeOf(),
    notices: new Notices(),
    openMeeting: () => undefined,
});
busyStarter.busy.set(true);

const SMALL: Exhibit[] = [
    { name: 'Icon in the channel header', element: <HeaderIcon starter={starter} /> },
    { name: 'The same, at work', element: <HeaderIcon starter={busyStarter} /> },
    { name: 'Copy button', element: <CopyButton value="text" label="Copy link" /> },
];

const SETTINGS: Exhibit[] = [
    { name: 'Settings: the choice of meeting ID', element: <PmiSection /> },
    { name: 'Settings: the choice could not be read', element: <PmiSection /> },
];

const CONSOLE: Exhibit[] = [
    {
        name: 'System Console: in order',
        element: <SetUpPage changes={new Signal(0)} />,
        width: 920,
    },
    {
        name: 'System Console: with trouble, narrow',
        element: <SetUpPage changes={new Signal(0)} />,
        width: 420,
    },
];

export const EXHIBITS = [
    ...MEETINGS,
    ...TRANSCRIPTS,
    ...NOTICES,
    ...SMALL,
    ...SETTINGS,
    ...CONSOLE,
];
