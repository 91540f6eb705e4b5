/** A turning ring for something under way. */
import type { JSX } from 'react';

export function SpinnerIcon(): JSX.Element {
    return <span className="zoom-spinner" aria-hidden={true} />;
}
