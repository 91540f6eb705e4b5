/** A value that components can watch. */
import { useEffect, useState } from 'react';

/** Holds one value and tells those who watch it when it has changed. */
export class Signal<T> {
    private readonly watchers = new Set<() => void>();

    constructor(private current: T) {}

    get value(): T {
        return this.current;
    }

    /** Whether anybody is told of changes. */
    get isWatched(): boolean {
        return this.watchers.size > 0;
    }

    set(value: T): void {
        this.current = value;
        this.watchers.forEach((tell) => {
            tell();
        });
    }

    /** Calls back after each change, until the answer is called. */
    watch(tell: () => void): () => void {
        this.watchers.add(tell);
        return () => {
            this.watchers.delete(tell);
        };
    }
}

/** The value of a signal, drawn again when it changes. React 17 has no useSyncExternalStore. */
export function useSignal<T>(signal: Signal<T>): T {
    const [shown, setShown] = useState(() => ({ value: signal.value }));
    useEffect(() => {
        let last = shown.value;
        const update = () => {
            if (!Object.is(signal.value, last)) {
                last = signal.value;
                setShown({ value: last });
            }
        };
        // The value may have changed between the first drawing and this effect.
        update();
        return signal.watch(update);
        // eslint-disable-next-line react-hooks/exhaustive-deps -- `last` follows by itself
    }, [signal]);
    return shown.value;
}
