/** Mattermost's WebSocket: one connection that comes back by itself and takes up where it was. */
import { basePath } from './rest';

/** An event of the server. */
export interface ServerEvent {
    event: string;
    data: Record<string, unknown>;
    broadcast: Record<string, unknown>;
    seq: number;
}

interface Frame extends Partial<ServerEvent> {
    seq_reply?: number;
}

export interface SocketHandlers {
    onEvent: (event: ServerEvent) => void;
    /** The connection stands; `resumed` when the server sends what was missed. */
    onConnected: (connectionId: string, resumed: boolean) => void;
    onDisconnected: () => void;
}

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15_000;

/** Connects until it is closed. The session is the cookie that the browser sends along. */
export class Socket {
    private socket: WebSocket | null = null;
    private connectionId = '';
    private nextSeq = 0;
    private sent = 0;
    private retryMs = FIRST_RETRY_MS;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(private readonly handlers: SocketHandlers) {}

    open(): void {
        const site = `${window.location.origin.replace(/^http/, 'ws')}${basePath()}`;
        const resume = `connection_id=${this.connectionId}&sequence_number=${this.nextSeq}`;
        const socket = new WebSocket(`${site}/api/v4/websocket?${resume}`);
        let greeted = false;
        socket.onmessage = ({ data }) => {
            const frame = JSON.parse(String(data)) as Frame;
            if (!frame.event) {
                return;
            }
            if (!greeted) {
                greeted = true;
                this.greet(frame as ServerEvent);
            }
            this.nextSeq = (frame.seq ?? this.nextSeq) + 1;
            this.handlers.onEvent(frame as ServerEvent);
        };
        socket.onopen = () => {
            this.retryMs = FIRST_RETRY_MS;
        };
        socket.onclose = () => {
            this.retry();
        };
        this.socket = socket;
    }

    /** Sends a message, where the connection stands. */
    send(action: string, data: unknown): void {
        if (this.socket?.readyState === WebSocket.OPEN) {
            this.sent += 1;
            this.socket.send(JSON.stringify({ seq: this.sent, action, data }));
        }
    }

    close(): void {
        clearTimeout(this.timer);
        if (this.socket) {
            this.socket.onclose = null;
            this.socket.close();
        }
    }

    /** A connection that was taken up again gets no hello: its first event says so. */
    private greet(first: ServerEvent): void {
        const isNew = first.event === 'hello';
        if (isNew) {
            this.connectionId = String(first.data.connection_id);
        }
        this.handlers.onConnected(this.connectionId, !isNew);
    }

    private retry(): void {
        this.handlers.onDisconnected();
        this.timer = setTimeout(() => {
            this.open();
        }, this.retryMs);
        this.retryMs = Math.min(this.retryMs * 2, LAST_RETRY_MS);
    }
}
