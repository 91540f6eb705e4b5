import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { answerOf } from '../test/page';

import {
    callPerson,
    endMeeting,
    isConfigured,
    pluginUrl,
    readLive,
    readOverview,
    readPreference,
    readTexts,
    readUsernames,
    runCommand,
    savePreference,
    shareMeeting,
    startMeeting,
} from './api';

const request = { channelId: 'c', rootId: 'r', connectionId: 'tab' };
const fetchMock = vi.fn<typeof fetch>();

beforeEach(() => {
    fetchMock.mockReset();
    vi.stubGlobal('fetch', fetchMock);
    document.cookie = 'MMCSRF=token%2Fvalue';
});

afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
    Reflect.deleteProperty(window, 'basename');
});

describe('startMeeting', () => {
    it('sends the place, the tab and the CSRF token', async () => {
        fetchMock.mockResolvedValue(answerOf(200, { meeting_url: 'https://zoom.us/j/1' }));

        await startMeeting(request);

        const [url, init] = fetchMock.mock.calls[0] ?? [];
        expect(url).toBe('/plugins/zoom/api/v1/meetings');
        expect(init?.method).toBe('POST');
        expect(init?.headers).toMatchObject({ 'X-CSRF-Token': 'token/value' });
        expect(JSON.parse(init?.body as string)).toEqual({
            channel_id: 'c',
            root_id: 'r',
            topic: '',
            connection_id: 'tab',
        });
    });

    it('asks to start in spite of a recent meeting only when told so', async () => {
        fetchMock.mockResolvedValue(answerOf(200, { meeting_url: '' }));

        await startMeeting({ ...request, force: true });

        expect(fetchMock.mock.calls[0]?.[0]).toBe('/plugins/zoom/api/v1/meetings?force=true');
    });

    it.each([
        [200, { meeting_url: 'https://z/j/1' }, { kind: 'started', meetingUrl: 'https://z/j/1' }],
        [200, { meeting_url: '' }, { kind: 'asked' }],
        [200, { error: 'Not here.' }, { kind: 'refused', reason: 'Not here.' }],
        [401, 'Not authorized', { kind: 'failed', failure: 'signed_out' }],
        [403, {}, { kind: 'failed', failure: 'forbidden' }],
        [501, {}, { kind: 'failed', failure: 'not_configured' }],
        [502, '<html>Bad gateway</html>', { kind: 'failed', failure: 'server' }],
        [500, null, { kind: 'failed', failure: 'server' }],
    ])('turns an answer %i %j into an outcome', async (status, body, outcome) => {
        fetchMock.mockResolvedValue(answerOf(status, body));

        expect(await startMeeting(request)).toEqual(outcome);
    });

    it('says that the server cannot be reached', async () => {
        fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));

        expect(await startMeeting(request)).toEqual({ kind: 'failed', failure: 'offline' });
    });

    it('gives up when there is no answer', async () => {
        vi.useFakeTimers();
        fetchMock.mockImplementation(
            (_, init) =>
                new Promise((_resolve, reject) => {
                    init?.signal?.addEventListener('abort', () => {
                        reject(new DOMException('Aborted', 'AbortError'));
                    });
                }),
        );

        const outcome = startMeeting(request);
        await vi.advanceTimersByTimeAsync(30_000);

        expect(await outcome).toEqual({ kind: 'failed', failure: 'timed_out' });
    });
});

describe('isConfigured', () => {
    it.each([
        [200, { configured: true }, true],
        [200, { configured: false }, false],
        [200, '<html>', undefined],
        [404, {}, undefined],
    ])('reads an answer %i %j', async (status, body, configured) => {
        fetchMock.mockResolvedValue(answerOf(status, body));

        expect(await isConfigured()).toBe(configured);
        expect(fetchMock.mock.calls[0]?.[1]?.body).toBeUndefined();
    });
});

describe('a preference', () => {
    it('is read', async () => {
        fetchMock.mockResolvedValue(answerOf(200, { use_pmi: 'ask' }));

        expect(await readPreference('use_pmi')).toEqual({ kind: 'ok', value: 'ask' });
    });

    it('is saved, and what the server made of it counts', async () => {
        fetchMock.mockResolvedValue(answerOf(200, { use_pmi: 'false' }));

        expect(await savePreference('use_pmi', 'true')).toEqual({ kind: 'ok', value: 'false' });
        const [url, init] = fetchMock.mock.calls[0] ?? [];
        expect([url, init?.method]).toEqual(['/plugins/zoom/api/v1/preferences', 'PUT']);
        expect(init?.body).toBe('{"use_pmi":"true"}');
    });

    it.each([
        [200, {}, { failure: 'server', reason: '' }],
        [500, { error: 'No.' }, { failure: 'server', reason: 'No.' }],
    ])('is not guessed from an answer %i %j', async (status, body, failure) => {
        fetchMock.mockResolvedValue(answerOf(status, body));

        expect(await readPreference('use_pmi')).toEqual({ kind: 'failed', ...failure });
    });
});

describe('the other questions', () => {
    it.each([
        ['GET', '/plugins/zoom/api/v1/posts/p/live', undefined, () => readLive('p')],
        ['POST', '/plugins/zoom/api/v1/posts/p/end', {}, () => endMeeting('p')],
        ['GET', '/plugins/zoom/api/v1/overview?channel_id=c', undefined, () => readOverview('c')],
        [
            'POST',
            '/plugins/zoom/api/v1/calls',
            { user_id: 'u', channel_id: 'c', connection_id: 'tab' },
            () => callPerson({ userId: 'u', channelId: 'c', connectionId: 'tab' }),
        ],
        [
            'POST',
            '/plugins/zoom/api/v1/meetings/share',
            { meeting_id: 7, channel_id: 'c', root_id: '' },
            () => shareMeeting(7, 'c'),
        ],
        [
            'POST',
            '/api/v4/commands/execute',
            { command: '/zoom schedule', channel_id: 'c', team_id: 't' },
            () => runCommand('/zoom schedule', { channelId: 'c', teamId: 't' }),
        ],
    ])('go to %s %s', async (method, url, body, ask) => {
        fetchMock.mockResolvedValue(answerOf(200, {}));

        await ask();

        const [where, init] = fetchMock.mock.calls[0] ?? [];
        expect([init?.method, where]).toEqual([method, url]);
        expect(init?.body).toBe(body && JSON.stringify(body));
    });

    it("take Mattermost's reason as well as ours", async () => {
        fetchMock.mockResolvedValue(answerOf(403, { message: 'No such command.' }));

        const answer = await runCommand('/zoom schedule', { channelId: 'c', teamId: 't' });

        expect(answer).toEqual({
            kind: 'failed',
            failure: 'forbidden',
            reason: 'No such command.',
        });
    });
});

describe('readUsernames', () => {
    it('gives the names that could be had', async () => {
        const users = [{ id: 'a', username: 'ann' }, { id: 'b' }, null, 'nonsense'];
        fetchMock.mockResolvedValue(answerOf(200, users));

        expect(await readUsernames(['a', 'b'])).toEqual({ a: 'ann' });
    });

    it('says that the server does not answer', async () => {
        fetchMock.mockRejectedValue(new TypeError('Failed to fetch'));

        expect(await readUsernames(['a'])).toBeUndefined();
    });
});

describe('readTexts', () => {
    it('fetches the file of this version', async () => {
        fetchMock.mockResolvedValue(answerOf(200, { a: 'b' }));

        expect(await readTexts('pt-BR')).toEqual({ a: 'b' });
        const url = fetchMock.mock.calls[0]?.[0];
        expect(url).toMatch(/^\/plugins\/zoom\/public\/i18n\/pt-BR\.json\?v=\d/);
    });
});

describe('pluginUrl', () => {
    it.each([
        [undefined, '/plugins/zoom/x'],
        ['', '/plugins/zoom/x'],
        ['/chat', '/chat/plugins/zoom/x'],
        ['/chat/', '/chat/plugins/zoom/x'],
    ])('follows the path of the site %j', (basename, url) => {
        Object.assign(window, { basename });

        expect(pluginUrl('x')).toBe(url);
    });
});
