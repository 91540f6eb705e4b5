/** The page's connection as plugins get it: to send messages to their server side. */
import type { Socket } from '../server/socket';

let socket: Socket | undefined;

/** Says which connection is the page's. */
export function setSocketForPlugins(current: Socket): void {
    socket = current;
}

export const webSocketClient = {
    sendMessage(action: string, data: unknown): void {
        socket?.send(action, data);
    },
};
