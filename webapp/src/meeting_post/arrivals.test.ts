import { describe, expect, it } from 'vitest';

import { meetingPostOf, replyOf, stateWithPosts } from '../../test/page';
import type { PostSource } from '../registry';

import { arrivalsSelector } from './arrivals';

const meeting = meetingPostOf({ meeting_status: 'ENDED', meeting_uuid: 'run-1' });
const file = { captions: [{ file_id: 'file-id' }] };
const transcript = replyOf('t', { type: 'custom_zoom_transcript', props: file });
const recording = replyOf('r', { message: 'Here: [Recording](https://zoom.us/rec/play/1)' });

const arrivals = (...replies: PostSource[]) =>
    arrivalsSelector(meeting)(stateWithPosts(meeting, ...replies));

describe('arrivalsSelector', () => {
    it('finds the recording, the transcript and the chat', () => {
        const chat = replyOf('c', { type: 'custom_zoom_chat', props: file });

        expect(arrivals(recording, transcript, chat)).toEqual([
            { kind: 'recording', address: 'https://zoom.us/rec/play/1' },
            { kind: 'transcript', address: '/api/v4/files/file-id?download=1' },
            { kind: 'chat', address: '/api/v4/files/file-id?download=1' },
        ]);
    });

    it('finds every part of a recording, and the summary in its own words', () => {
        const message = '- [Part 1](https://zoom.us/rec/1)\n- [Part 2](https://zoom.us/rec/2)';
        const props = { meeting_post_id: 'post-id', meeting_part: 'summary' };
        const summary = replyOf('s', { message: '[In Zoom](https://docs.zoom.us/1)', props });

        expect(arrivals({ ...recording, message }, summary)).toEqual([
            { kind: 'recording', address: 'https://zoom.us/rec/1' },
            { kind: 'recording', address: 'https://zoom.us/rec/2' },
            { kind: 'summary', address: '/_redirect/pl/s' },
        ]);
    });

    it('reads a reply of the Go plugin that brings recording and chat at once', () => {
        const both = replyOf('c', {
            type: 'custom_zoom_chat',
            message: "Here's the recording:\n**Link:** [Meeting Recording](https://zoom.us/rec/1)",
            props: file,
        });

        expect(arrivals(both).map(({ kind }) => kind)).toEqual(['recording', 'chat']);
    });

    it.each([
        ['somebody else than the bot', { ...recording, user_id: 'alice-id' }],
        ['another meeting in the thread', { ...recording, props: { meeting_post_id: 'other' } }],
        ['another thread', { ...recording, root_id: 'other-id' }],
        ['a link that is no page', { ...recording, message: '[x](javascript:alert(1))' }],
        ['no file', { ...transcript, props: { captions: [{ file_id: 7 }] } }],
        ['what could not be fetched', { ...recording, props: { meeting_part: 'failure' } }],
        ['no props', { ...transcript, props: null }],
    ])('leaves out what comes from %s', (_, reply) => {
        expect(arrivals(reply)).toEqual([]);
    });

    it('is about the thread that the meeting was started in', () => {
        const inThread = { ...meeting, root_id: 'root-id' };
        const reply = { ...recording, root_id: 'root-id' };

        const select = arrivalsSelector(inThread);

        expect(select(stateWithPosts(inThread, reply))).toHaveLength(1);
    });

    it('answers the same array until a reply has changed', () => {
        const select = arrivalsSelector(meeting);
        const first = select(stateWithPosts(meeting, recording));

        expect(select(stateWithPosts(meeting, recording))).toBe(first);
        expect(select(stateWithPosts(meeting, recording, transcript))).not.toBe(first);
    });
});
