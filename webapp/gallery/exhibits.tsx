/** Every state of every component, by name. */
import type { ReactNode } from 'react';

import {
    changed,
    meetingPostOf,
    partsOf,
    replyOf,
    scheduledPostOf,
    stateWithPosts,
    storeOf,
} from '../test/page';
import { CopyButton } from '../src/copy_button/copy_button';
import { Announcer } from '../src/live/announcer';
import { meetingPost } from '../src/meeting_post/meeting_post';
import { noticeBar } from '../src/notice/notice_bar';
import { Notices, type Notice } from '../src/notice/notices';
import { Question } from '../src/question/question';
import type { PostSource, PostTypeProps } from '../src/registry';
import { Panel } from '../src/panel/panel';
import { callButton } from '../src/profile_call/call_button';
import { scheduledPost } from '../src/scheduled_post/scheduled_post';
import { Signal } from '../src/signal';
import type { HostState } from '../src/state';
import { SetUpPage } from '../src/system_console/set_up_page';
import { transcriptPost } from '../src/transcript_post/transcript_post';
import { choiceSection } from '../src/user_settings/choice_section';
import { HeaderIcon } from '../src/zoom_button/header_icon';

import { USERS } from './server';

export interface Exhibit {
    name: string;
    element: ReactNode;
    /** Pixels, where the state is about a narrow place. */
    width?: number;
}

const { starter } = partsOf(storeOf());
const ended = { meeting_status: 'ENDED', meeting_duration: 47 };
const file = { captions: [{ file_id: 'file-id' }] };

function meeting(post: PostSource, props: Partial<PostTypeProps> = {}, state?: HostState) {
    const MeetingPost = meetingPost(partsOf(storeOf(state ?? stateWithPosts(post))));
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

/** A meeting whose live state is known; by its post, the server says the same and who may end it. */
function liveMeeting(id: string, live: Record<string, unknown>, props?: Partial<PostTypeProps>) {
    const post = { ...running, id };
    const parts = partsOf(storeOf(stateWithPosts(post)));
    parts.meetings.onChanged(changed(id, live));
    const MeetingPost = meetingPost(parts);
    return <MeetingPost post={post} {...props} />;
}

const crowd = { count: 40, users: USERS };
const few = { count: 2, users: USERS.slice(0, 2) };
const awaited = { state: 'waiting', host_in: false, count: 0, users: [], waiting: 3 };
const numbers = { count: 5, users: undefined };
const nothing = { count: undefined, users: undefined, waiting: undefined };

const LIVE: Exhibit[] = [
    { name: 'Live: two people are in', element: liveMeeting('few', few) },
    { name: 'Live: many are in, and the reader may end it', element: liveMeeting('own', crowd) },
    { name: 'Live: waiting for the host', element: liveMeeting('awaited', awaited) },
    {
        name: 'Live: nobody is in, people wait to be let in',
        element: liveMeeting('empty', { host_in: false, count: 0, users: [], waiting: 1 }),
    },
    { name: 'Live: an admin wants numbers alone', element: liveMeeting('numbers', numbers) },
    { name: 'Live: an admin wants neither', element: liveMeeting('nothing', nothing) },
    {
        name: 'Live: compact',
        element: liveMeeting('own', crowd, { compactDisplay: true }),
    },
    { name: 'Live: narrow', element: liveMeeting('own', crowd), width: 300 },
    {
        name: 'Live: ended, with how many took part',
        element: meeting({ ...over, props: { ...over.props, meeting_participant_count: 12 } }),
    },
    {
        name: 'Question before ending',
        element: (
            <div className="zoom-post">
                <Question
                    question="End “Design review” for everybody?"
                    no="Keep it going"
                    yes="End for everybody"
                    onNo={() => undefined}
                    onYes={() => undefined}
                />
            </div>
        ),
    },
];

function scheduled(props: Record<string, unknown>, more: Partial<PostTypeProps> = {}) {
    const ScheduledPost = scheduledPost(storeOf());
    return <ScheduledPost post={scheduledPostOf(props)} {...more} />;
}

const tomorrow = { meeting_scheduled_start: Date.now() + 86_400_000 };
const weekly = { meeting_recurrence: 'Every week on Friday' };

const SCHEDULED: Exhibit[] = [
    { name: 'Scheduled: tomorrow', element: scheduled({ ...tomorrow, meeting_time_zone: 'UTC' }) },
    { name: 'Scheduled: every week, planned elsewhere', element: scheduled(weekly) },
    { name: 'Scheduled: cancelled', element: scheduled({ meeting_status: 'CANCELLED' }) },
    { name: 'Scheduled: over', element: scheduled({ meeting_status: 'OVER' }) },
    { name: 'Scheduled: compact', element: scheduled(weekly, { compactDisplay: true }) },
    { name: 'Scheduled: narrow', element: scheduled(weekly), width: 300 },
];

/** The panel, in a channel for which the stand-in of the server has an answer of its own. */
function panel(channel: string) {
    const state = storeOf().getState();
    const channels = { currentChannelId: channel };
    const store = storeOf({ ...state, entities: { ...state.entities, channels } });
    return <Panel {...partsOf(store)} />;
}

const PANEL: Exhibit[] = [
    { name: 'Panel', element: panel('full'), width: 400 },
    { name: 'Panel: nothing there', element: panel('empty'), width: 400 },
    { name: 'Panel: not connected, scopes missing', element: panel('missing'), width: 400 },
    { name: 'Panel: loading', element: panel('loading'), width: 400 },
    { name: 'Panel: could not be read', element: panel('failed'), width: 400 },
];

const CallButton = callButton(storeOf(), starter);

const PROFILE: Exhibit[] = [
    {
        name: 'Profile: call',
        element: <CallButton user={{ id: 'bob-id', username: 'bob' }} />,
        width: 300,
    },
];

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
    const Bar = noticeBar(notices, new Announcer());
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

const busyStarter = partsOf(storeOf()).starter;
busyStarter.busy.set(true);

const SMALL: Exhibit[] = [
    { name: 'Icon in the channel header', element: <HeaderIcon starter={starter} /> },
    { name: 'The same, at work', element: <HeaderIcon starter={busyStarter} /> },
    { name: 'Copy button', element: <CopyButton value="text" label="Copy link" /> },
];

const PmiSection = choiceSection('use_pmi');
const StatusSection = choiceSection('status');

const SETTINGS: Exhibit[] = [
    { name: 'Settings: the choice of meeting ID', element: <PmiSection /> },
    { name: 'Settings: the choice could not be read', element: <PmiSection /> },
    { name: 'Settings: the status', element: <StatusSection /> },
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
    ...LIVE,
    ...SCHEDULED,
    ...PANEL,
    ...PROFILE,
    ...TRANSCRIPTS,
    ...NOTICES,
    ...SMALL,
    ...SETTINGS,
    ...CONSOLE,
];
