/** Why something was not done. */
import type { JSX } from 'react';

import { markdown } from '../host';

interface FailureProps {
    /** The server's own words, in Markdown; empty where it had none, undefined where all is well. */
    reason: string | undefined;
    /** What is said where the server had no words. */
    otherwise: string;
}

export function Failure({ reason, otherwise }: FailureProps): JSX.Element | null {
    return reason === undefined ? null : (
        <div role="alert" className="zoom-failure">
            {reason === '' ? otherwise : markdown(reason)}
        </div>
    );
}
