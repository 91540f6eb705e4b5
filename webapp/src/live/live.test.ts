import { describe, expect, it } from 'vitest';

import { liveJson } from '../../test/page';

import { liveOf, liveStatesOf } from './live';

describe('liveOf', () => {
    it('reads who is in', () => {
        expect(liveOf(liveJson({ count: 3, waiting: 2 }))).toEqual({
            state: 'started',
            hostIn: true,
            count: 3,
            users: ['alice-id'],
            waiting: 2,
            total: 1,
        });
    });

    it('has no numbers and no people where an admin has them not shown', () => {
        const live = { state: 'started', host_in: true };

        expect(liveOf(live)).toEqual({
            state: 'started',
            hostIn: true,
            count: undefined,
            users: [],
            waiting: undefined,
            total: 0,
        });
    });

    it.each([undefined, null, 'started', [], {}, { state: 'paused' }])(
        'takes %j for no live state',
        (value) => {
            expect(liveOf(value)).toBeUndefined();
        },
    );

    it.each([
        [{ count: -1 }, { count: undefined }],
        [{ count: '3' }, { count: undefined }],
        [{ count: 1.5 }, { count: undefined }],
        [{ users: ['a', 7, '', null] }, { users: ['a'] }],
        [{ users: 'a' }, { users: [] }],
        [{ host_in: 'yes' }, { hostIn: false }],
    ])('leaves out what is of another type: %j', (json, expected) => {
        expect(liveOf(liveJson(json))).toMatchObject(expected);
    });
});

describe('liveStatesOf', () => {
    it.each([undefined, 7, '', '{', 'null', '"started"', '{"p":7}', '{"p":{"state":7}}'])(
        'bears %j',
        (text) => {
            expect(liveStatesOf(text)).toEqual([]);
        },
    );

    it('reads the text of an event, and leaves out what is none', () => {
        const text = JSON.stringify({ a: liveJson(), b: {}, '': liveJson(), c: liveJson() });

        const read = liveStatesOf(text).map(([postId, live]) => [postId, live.state]);

        expect(read).toEqual([
            ['a', 'started'],
            ['c', 'started'],
        ]);
    });
});
