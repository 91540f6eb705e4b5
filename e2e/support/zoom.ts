/** The sandbox's control API: what happens in Zoom without anybody's doing it in Mattermost. */
import { expect } from '@playwright/test';

import type { World } from './world';

/** A user of Zoom, or a guest's name. */
export type Participant = 'alice@example.com' | 'bob@example.com' | (string & {});

/** Makes things happen in Zoom. */
export class Zoom {
    constructor(private readonly world: World) {}

    /** The meeting at an address to join. */
    meetingAt(address: string | null): ZoomMeeting {
        return new ZoomMeeting(this, Number(/\/j\/(\d+)/.exec(address ?? '')?.[1]));
    }

    /** A meeting about something that no other meeting is about. */
    async meeting(topic: string): Promise<ZoomMeeting> {
        const { meetings } = (await this.ask('GET', 'state')) as {
            meetings: { id: number; topic: string }[];
        };
        const found = meetings.filter((meeting) => meeting.topic === topic).pop();
        if (!found) {
            throw new Error(`Zoom has no meeting about ${topic}`);
        }
        return new ZoomMeeting(this, found.id);
    }

    /** Asks the control API for something. */
    async ask(method: string, path: string, body?: object): Promise<unknown> {
        const answer = await fetch(`${this.world.zoom}/control/api/${path}`, {
            method,
            headers: { 'Content-Type': 'application/json' },
            ...(body ? { body: JSON.stringify(body) } : {}),
        });
        const text = await answer.text();
        if (!answer.ok) {
            throw new Error(`${method} ${path}: ${answer.status} ${text}`);
        }
        return text === '' ? undefined : JSON.parse(text);
    }
}

/** One meeting in Zoom. */
export class ZoomMeeting {
    constructor(
        private readonly zoom: Zoom,
        readonly id: number,
    ) {}

    /** Starts or ends it, or makes what comes after it. */
    async tell(what: 'start' | 'end' | 'recording' | 'transcript' | 'summary'): Promise<void> {
        await this.zoom.ask('POST', `meetings/${this.id}/${what}`);
    }

    /** Changes a planned meeting, as its host does in Zoom. */
    async change(body: { start_time: string }): Promise<void> {
        await this.zoom.ask('POST', `meetings/${this.id}/change`, body);
    }

    /** Cancels a planned meeting, as its host does in Zoom. */
    async cancel(): Promise<void> {
        await this.zoom.ask('POST', `meetings/${this.id}/delete`, {});
    }

    /** Has somebody come in, once it has begun: the tab that its host opened may still be at it. */
    async join(name: Participant): Promise<void> {
        await expect(() => this.move('join', name)).toPass({ timeout: 10_000 });
    }

    leave = (name: Participant): Promise<unknown> => this.move('leave', name);
    waitForHost = (name: Participant): Promise<unknown> => this.move('wait-for-host', name);

    private move(how: string, name: string): Promise<unknown> {
        return this.zoom.ask('POST', `meetings/${this.id}/${how}`, { name });
    }
}
