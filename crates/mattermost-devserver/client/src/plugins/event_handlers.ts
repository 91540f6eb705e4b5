/** The WebSocket handlers of plugins: one for each plugin and event. */
import type { ServerEvent } from '../server/socket';

type Handler = (message: unknown) => void;

/** Keeps the handlers; a failure of one is its plugin's alone. */
export class EventHandlers {
    private readonly byEvent = new Map<string, Map<string, Handler>>();
    private readonly reconnect = new Map<string, () => void>();

    set(pluginId: string, event: string, handler: Handler): void {
        const handlers = this.byEvent.get(event) ?? new Map<string, Handler>();
        this.byEvent.set(event, handlers.set(pluginId, handler));
    }

    delete(pluginId: string, event: string): void {
        this.byEvent.get(event)?.delete(pluginId);
    }

    setReconnect(pluginId: string, handler: () => void): void {
        this.reconnect.set(pluginId, handler);
    }

    deleteReconnect(pluginId: string): void {
        this.reconnect.delete(pluginId);
    }

    /** Forgets a plugin that is gone. */
    deletePlugin(pluginId: string): void {
        this.byEvent.forEach((handlers) => handlers.delete(pluginId));
        this.reconnect.delete(pluginId);
    }

    handle(event: ServerEvent): void {
        this.byEvent.get(event.event)?.forEach((handler, pluginId) => {
            guarded(pluginId, () => {
                handler(event);
            });
        });
    }

    handleReconnect(): void {
        this.reconnect.forEach((handler, pluginId) => {
            guarded(pluginId, handler);
        });
    }
}

function guarded(pluginId: string, run: () => void): void {
    try {
        run();
    } catch (error) {
        console.error(`${pluginId}: a handler failed`, error);
    }
}
