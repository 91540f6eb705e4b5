/** Something that the panel asks of a server, and how it came out. */
import { useState } from 'react';

import type { Answer } from '../api';

interface Asking {
    isUnderWay: boolean;
    /** The server's reason; undefined while nothing has failed. */
    failure: string | undefined;
    /** Waits for an answer, and does this with its value. */
    ask: <T>(answer: Promise<Answer<T>>, then: (value: T) => void) => void;
}

export function useRequest(): Asking {
    const [isUnderWay, setIsUnderWay] = useState(false);
    const [failure, setFailure] = useState<string>();
    const ask: Asking['ask'] = (answer, then) => {
        setIsUnderWay(true);
        setFailure(undefined);
        void answer.then((outcome) => {
            setIsUnderWay(false);
            if (outcome.kind === 'ok') {
                then(outcome.value);
            } else {
                setFailure(outcome.reason);
            }
        });
    };
    return { isUnderWay, failure, ask };
}
