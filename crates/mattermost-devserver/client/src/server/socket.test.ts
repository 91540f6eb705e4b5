import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Socket, type ServerEvent } from './socket';

/** A WebSocket of which the test is the server. */
class FakeSocket {
    static all: FakeSocket[] = [];
    onmessage: ((event: { data: string }) => void) | null = null;
    onopen: (() => void) | null = null;
    onclose: (() => void) | null = null;

    constructor(readonly url: string) {
        FakeSocket.all.push(this);
    }

    send(frame: object): void {
        this.onmessage?.({ data: JSON.stringify(frame) });
    }

    close(): void {
        this.onclose?.();
    }
}

const last = () => FakeSocket.all[FakeSocket.all.length - 1];
const handlers = {
    onEvent: vi.fn<(event: ServerEvent) => void>(),
    onConnected: vi.fn(),
    onDisconnected: vi.fn(),
};
let socket: Socket;

beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('WebSocket', FakeSocket);
    Object.values(handlers).forEach((mock) => mock.mockReset());
    FakeSocket.all = [];
    socket = new Socket(handlers);
    socket.open();
    last()?.send({ event: 'hello', data: { connection_id: 'first' }, seq: 0 });
});

afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

describe('Socket', () => {
    it('connects beside the page and tells its id', () => {
        expect(last()?.url).toMatch(/^wss:\/\/chat\.example\.com\/api\/v4\/websocket\?/);
        expect(handlers.onConnected).toHaveBeenCalledExactlyOnceWith('first', false);
    });

    it('passes events on, and no replies', () => {
        last()?.send({ status: 'OK', seq_reply: 1 });
        last()?.send({ event: 'posted', data: {}, seq: 1 });

        const events = handlers.onEvent.mock.calls.map(([frame]) => frame.event);
        expect(events).toEqual(['hello', 'posted']);
    });

    it('takes up where it was, and knows whether the server agreed', () => {
        last()?.send({ event: 'posted', data: {}, seq: 1 });
        last()?.close();
        expect(handlers.onDisconnected).toHaveBeenCalledOnce();
        vi.advanceTimersByTime(500);

        expect(last()?.url).toContain('connection_id=first&sequence_number=2');
        last()?.send({ event: 'posted', data: {}, seq: 2 });
        expect(handlers.onConnected).toHaveBeenLastCalledWith('first', true);

        last()?.close();
        vi.advanceTimersByTime(15_000);
        last()?.send({ event: 'hello', data: { connection_id: 'second' }, seq: 0 });
        expect(handlers.onConnected).toHaveBeenLastCalledWith('second', false);
    });

    it('stays closed when it was closed', () => {
        socket.close();
        vi.advanceTimersByTime(60_000);

        expect(FakeSocket.all).toHaveLength(1);
    });
});
