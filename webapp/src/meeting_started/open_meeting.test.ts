import { beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';

import { Notices } from '../notice/notices';

import { meetingOpener, onMeetingStarted } from './open_meeting';

let open: MockInstance<typeof window.open>;

beforeEach(() => {
    open = vi.spyOn(window, 'open');
});

function receive(data: Record<string, unknown>) {
    const notices = new Notices();
    onMeetingStarted(meetingOpener(notices))({ event: 'custom_zoom_meeting_started', data });
    return notices;
}

describe('the event that a meeting is ready', () => {
    it('opens it in a new tab that cannot reach back', () => {
        const tab = { opener: window } as unknown as Window;
        open.mockReturnValue(tab);

        const notices = receive({ meeting_url: 'https://zoom.us/j/1' });

        expect(open).toHaveBeenCalledExactlyOnceWith('https://zoom.us/j/1', '_blank');
        expect(tab.opener).toBeNull();
        expect(notices.current.value).toBeNull();
    });

    it('offers a link when the browser blocks the tab', () => {
        open.mockReturnValue(null);

        const notices = receive({ meeting_url: 'https://zoom.us/j/1' });

        expect(notices.current.value).toEqual({
            kind: 'blocked',
            meetingUrl: 'https://zoom.us/j/1',
        });
    });

    it.each([
        [true, 1],
        [false, 0],
    ])('opens it, when each tab is told, in the one in use: focus %j', (focus, times) => {
        open.mockReturnValue({} as Window);
        vi.spyOn(document, 'hasFocus').mockReturnValue(focus);

        receive({ meeting_url: 'https://zoom.us/j/1', focused: true });

        expect(open).toHaveBeenCalledTimes(times);
    });

    it.each([{}, { meeting_url: 5 }, { meeting_url: 'javascript:alert(1)' }, { meeting_url: '' }])(
        'does nothing with %j',
        (data) => {
            receive(data);

            expect(open).not.toHaveBeenCalled();
        },
    );
});
