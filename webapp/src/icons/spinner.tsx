/** A turning ring for something under way. */
import React from 'react';

export function SpinnerIcon(): React.JSX.Element {
    return <span className="zoom-spinner" aria-hidden={true} />;
}
