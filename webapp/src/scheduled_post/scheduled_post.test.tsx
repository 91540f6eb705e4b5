import { screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { connectedState, renderInPage, scheduledPostOf, storeOf } from '../../test/page';
import type { HostState } from '../state';

import { scheduledPost } from './scheduled_post';

const start = Date.UTC(2026, 0, 9, 9, 0);

function draw(props: Record<string, unknown> = {}, state: HostState = connectedState()) {
    const ScheduledPost = scheduledPost(storeOf(state));
    const { container } = renderInPage(<ScheduledPost post={scheduledPostOf(props)} />);
    return container.textContent.replace(/\s/g, ' ');
}

beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 10, 0), toFake: ['Date'] });
});

afterEach(() => {
    vi.useRealTimers();
});

describe('the invitation to a scheduled meeting', () => {
    it("tells when it is, by the reader's clock and by the one it was planned with", () => {
        const text = draw({ meeting_recurrence: 'Every week on Friday' });

        expect(screen.getByRole('heading').textContent).toBe('Design review');
        expect(text).toContain('Friday, January 9, 9:00 AM to 9:45 AM');
        expect(text).toContain('10:00 AM in the time zone Europe/Berlin');
        expect(text).toContain('Every week on Friday');
        expect(text).toContain('ScheduledInvitation by @alice');
        expect(document.querySelector('time')?.dateTime).toBe('2026-01-09T09:00:00.000Z');
        expect(screen.getByRole('link', { name: /^Join meeting: Design review/ })).toBeTruthy();
        expect(screen.getByText('Meeting ID and passcode')).toBeTruthy();
    });

    it.each([
        ['Today', 0],
        ['Tomorrow', 1],
    ])('says %s', (word, days) => {
        vi.setSystemTime(start - days * 86_400_000 - 3_600_000);

        expect(draw()).toContain(`${word}, 9:00 AM to 9:45 AM`);
    });

    it('names the other day where the clock it was planned with shows one', () => {
        expect(draw({ meeting_time_zone: 'Pacific/Auckland' })).toContain(
            '10:00 PM in the time zone Pacific/Auckland',
        );
        expect(draw({ meeting_time_zone: 'Pacific/Kiritimati' })).toContain('11:00 PM');
        const late = { meeting_scheduled_start: Date.UTC(2026, 0, 9, 20, 0) };
        expect(draw({ ...late, meeting_time_zone: 'Asia/Tokyo' })).toContain(
            'Saturday, January 10, 5:00 AM in the time zone Asia/Tokyo',
        );
    });

    it.each(['UTC', 'Africa/Abidjan', '', 'Nowhere/Town', 7])(
        'says nothing of the zone %j',
        (meeting_time_zone) => {
            expect(draw({ meeting_time_zone })).not.toContain('time zone');
        },
    );

    it.each([
        ['CANCELLED', 'Cancelled'],
        ['OVER', 'Over'],
    ])('that is %s offers no way in', (meeting_status, word) => {
        const text = draw({ meeting_status });

        expect(text).toContain(word);
        expect(screen.queryByRole('link')).toBeNull();
        expect(screen.queryByText(/passcode/)).toBeNull();
    });

    it.each([
        { meeting_scheduled_start: undefined },
        { meeting_scheduled_start: 1e300 },
        { meeting_scheduled_start: 'soon', meeting_scheduled_minutes: 'long' },
    ])('bears %j', (props) => {
        expect(draw(props)).toContain('Design review');
        expect(document.querySelector('time')).toBeNull();
    });

    it('has no end where nobody knows how long it takes', () => {
        expect(draw({ meeting_scheduled_minutes: 0 })).toContain('January 9, 9:00 AM10:00');
    });
});
