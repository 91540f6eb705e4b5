/** A video camera, drawn for this plugin. It takes the colour and the size of the text. */
import React from 'react';

export function CameraIcon(): React.JSX.Element {
    return (
        <svg
            className="zoom-icon"
            viewBox="0 0 24 24"
            width="1em"
            height="1em"
            fill="currentColor"
            aria-hidden={true}
            focusable={false}
        >
            <rect x="2" y="6" width="13.5" height="12" rx="3.2" />
            <path d="M17 10.4 20.6 7.7c.6-.4 1.4 0 1.4.7v7.2c0 .7-.8 1.1-1.4.7L17 13.6Z" />
        </svg>
    );
}
