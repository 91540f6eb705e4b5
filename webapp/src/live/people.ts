/** The names of people: from the page where it knows them, from Mattermost otherwise. */
import { useEffect } from 'react';

import { readUsernames } from '../api';
import { Signal, useSignal } from '../signal';
import { usernameOf, type HostStore } from '../state';

/** Knows the user names of people. */
export class People {
    readonly fetched = new Signal<Record<string, string>>({});
    private readonly asked = new Set<string>();
    private wanted: string[] = [];

    constructor(private readonly store: HostStore) {}

    /** The user name of somebody; undefined while it is not known. */
    nameOf(userId: string): string | undefined {
        return usernameOf(this.store.getState(), userId) ?? this.fetched.value[userId];
    }

    /** Fetches the names that are not known, those of several posts at once. */
    want(userIds: string[]): void {
        const unknown = userIds.filter(
            (id) => this.nameOf(id) === undefined && !this.asked.has(id),
        );
        unknown.forEach((id) => this.asked.add(id));
        if (unknown.length > 0 && this.wanted.length === 0) {
            void Promise.resolve().then(() => this.fetch());
        }
        this.wanted.push(...unknown);
    }

    private async fetch(): Promise<void> {
        const { wanted } = this;
        this.wanted = [];
        const names = await readUsernames(wanted);
        if (names) {
            this.fetched.set({ ...this.fetched.value, ...names });
        } else {
            // Who wants them next asks again.
            wanted.forEach((id) => this.asked.delete(id));
        }
    }
}

/** The user names of people, drawn again when they have come. */
export function useNames(
    people: People,
    userIds: string[],
): (userId: string) => string | undefined {
    useSignal(people.fetched);
    const key = userIds.join();
    useEffect(() => {
        people.want(key === '' ? [] : key.split(','));
    }, [people, key]);
    return (userId) => people.nameOf(userId);
}
