import { describe, expect, it } from 'vitest';

import { meetingPostOf } from '../../test/page';

import { meetingOf } from './meeting';

const start = Date.UTC(2026, 0, 5, 10, 0);

describe('meetingOf', () => {
    it("takes the server's times and length", () => {
        const meeting = meetingOf(
            meetingPostOf({
                meeting_status: 'ENDED',
                meeting_start_time: start + 60_000,
                meeting_end_time: start + 720_000,
                meeting_duration: 12,
            }),
        );

        expect(meeting).toMatchObject({
            status: 'ended',
            startedAt: start + 60_000,
            endedAt: start + 720_000,
            minutes: 12,
        });
    });

    it('goes by the times of an old post that has none', () => {
        const post = meetingPostOf({ meeting_status: 'ENDED', meeting_provider: undefined });
        const meeting = meetingOf({ ...post, update_at: start + 61_000 });

        expect(meeting).toMatchObject({
            provider: 'Zoom',
            startedAt: start,
            endedAt: start + 61_000,
            minutes: 2,
        });
    });

    it('never says that a meeting lasted no time', () => {
        expect(meetingOf(meetingPostOf({ meeting_status: 'ENDED' })).minutes).toBe(1);
    });

    it.each([
        [912345678, '912 345 678'],
        [9123456789, '912 345 6789'],
        [91234567890, '912 3456 7890'],
        ['91234567890', '912 3456 7890'],
        [undefined, ''],
        [{}, ''],
        [-1, ''],
    ])('writes the id %j as Zoom does', (meeting_id, id) => {
        expect(meetingOf(meetingPostOf({ meeting_id })).id).toBe(id);
    });

    it.each(['javascript:alert(1)', 'zoommtg://x', 'not an address', 7, undefined])(
        'does not offer the address %j',
        (meeting_link) => {
            expect(meetingOf(meetingPostOf({ meeting_link })).link).toBe('');
        },
    );

    it('bears a post without props', () => {
        expect(meetingOf({ ...meetingPostOf(), props: null })).toMatchObject({
            status: 'started',
            topic: '',
            creator: '',
            link: '',
        });
    });
});
