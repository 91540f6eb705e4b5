import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';

import { lendMarkdown, renderInPage, takeMarkdown } from '../../test/page';

import { Announcer } from '../live/announcer';

import { noticeBar } from './notice_bar';
import { Notices, type Notice } from './notices';

function setUp(notice: Notice | null) {
    const notices = new Notices();
    const announcer = new Announcer();
    const Bar = noticeBar(notices, announcer);
    renderInPage(<Bar />);
    act(() => {
        notices.current.set(notice);
    });
    return announcer;
}

afterEach(takeMarkdown);

describe('noticeBar', () => {
    it('is empty while there is nothing to say', () => {
        setUp(null);

        expect(screen.getByRole('status').textContent).toBe('');
        expect(screen.getByRole('alert').textContent).toBe('');
    });

    it('says politely that a meeting is being started', () => {
        setUp({ kind: 'busy' });

        expect(screen.getByRole('status').textContent).toBe('Starting a Zoom meeting…');
    });

    it.each(['offline', 'timed_out', 'signed_out', 'forbidden', 'not_configured', 'server'])(
        'says what to do when it failed: %s',
        (failure) => {
            setUp({ kind: 'failed', failure } as Notice);

            expect(screen.getByRole('alert').textContent).toMatch(/\. .*(gain|once more|admin)/);
        },
    );

    it('is closed by its button', async () => {
        setUp({ kind: 'refused', reason: 'Not in this channel.' });
        expect(screen.getByRole('alert').textContent).toContain('Not in this channel.');

        await userEvent.click(screen.getByRole('button', { name: 'Close' }));

        expect(screen.getByRole('alert').textContent).toBe('');
    });

    it('tells screen readers of a meeting, politely and once', () => {
        const announcer = setUp(null);
        const said: string[] = [];
        announcer.said.watch(() => said.push(announcer.said.value.words));

        act(() => {
            announcer.say('post-id', 'The meeting has ended: Design review');
            announcer.say('post-id', 'The meeting has ended: Design review');
        });

        expect(screen.getByRole('log').textContent).toBe('The meeting has ended: Design review');
        expect(said).toHaveLength(1);
    });

    it('says the same words anew where they are about something else', () => {
        const announcer = setUp(null);
        act(() => {
            announcer.say('post-1', 'The meeting has ended');
        });
        const first = screen.getByRole('log').firstElementChild;

        act(() => {
            announcer.say('post-2', 'The meeting has ended');
        });

        expect(screen.getByRole('log').textContent).toBe('The meeting has ended');
        expect(screen.getByRole('log').firstElementChild).not.toBe(first);
    });

    it("draws the server's reason as Mattermost draws Markdown", () => {
        lendMarkdown();

        setUp({ kind: 'refused', reason: 'Type `/zoom connect`.' });

        expect(screen.getByText('/zoom connect').tagName).toBe('CODE');
    });

    it('offers the meeting that the browser did not open', () => {
        setUp({ kind: 'blocked', meetingUrl: 'https://zoom.us/j/1' });

        const link = screen.getByRole('link', { name: 'Open the meeting' });
        expect(link.getAttribute('href')).toBe('https://zoom.us/j/1');
    });
});
