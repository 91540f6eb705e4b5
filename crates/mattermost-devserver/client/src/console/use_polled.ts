/** A list that is asked for again and again while it is shown: the server tells nobody of these. */
import { useEffect, useState } from 'react';

import { reasonOf } from '../server/rest';

const INTERVAL_MS = 1_000;

interface Polled<T> {
    items: T[];
    failure: string;
}

/** `load` gets what is known and answers what is to be shown then; it stays the same function. */
export function usePolled<T>(load: (known: T[]) => Promise<T[]>): Polled<T> {
    const [polled, setPolled] = useState<Polled<T>>({ items: [], failure: '' });
    useEffect(() => {
        let known: T[] = [];
        let timer: ReturnType<typeof setTimeout> | undefined;
        let isOver = false;
        const look = async () => {
            let failure = '';
            try {
                known = await load(known);
            } catch (error) {
                failure = reasonOf(error);
            }
            if (!isOver) {
                setPolled({ items: known, failure });
                timer = setTimeout(() => void look(), INTERVAL_MS);
            }
        };
        void look();
        return () => {
            isOver = true;
            clearTimeout(timer);
        };
    }, [load]);
    return polled;
}
