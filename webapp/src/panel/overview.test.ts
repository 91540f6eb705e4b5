import { describe, expect, it } from 'vitest';

import { liveJson } from '../../test/page';

import { overviewOf } from './overview';

describe('overviewOf', () => {
    it.each([
        {},
        { live: 'no', upcoming: 7, recordings: null, notes: {} },
        { live: [null, 7, {}, { post_id: 'p' }, { live: liveJson() }], notes: [7] },
        { upcoming: [{}, { meeting_id: '7' }, { meeting_id: -1 }], recordings: [{ topic: 'x' }] },
    ])('bears %j', (answer) => {
        expect(overviewOf(answer)).toEqual({
            live: [],
            upcoming: [],
            recordings: [],
            notes: [],
            isConnected: false,
        });
    });

    it('opens no address that is no page', () => {
        const link = 'javascript:alert(1)';

        const { live, upcoming } = overviewOf({
            live: [{ post_id: 'p', live: liveJson(), link }],
            upcoming: [{ meeting_id: 7, link }],
        });

        expect([live[0]?.link, upcoming[0]?.link]).toEqual(['', '']);
    });
});
