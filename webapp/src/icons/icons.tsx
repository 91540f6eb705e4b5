/** Icons, drawn for this plugin. Each takes the colour and the size of the text around it. */
import type { JSX, ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }): JSX.Element {
    return (
        <svg
            className="zoom-icon"
            viewBox="0 0 24 24"
            width="1em"
            height="1em"
            fill="none"
            stroke="currentColor"
            strokeWidth={2}
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden={true}
            focusable={false}
        >
            {children}
        </svg>
    );
}

/** A video camera: the plugin itself. */
export function CameraIcon(): JSX.Element {
    return (
        <Icon>
            <g fill="currentColor" stroke="none">
                <rect x="2" y="6" width="13.5" height="12" rx="3.2" />
                <path d="M17 10.4 20.6 7.7c.6-.4 1.4 0 1.4.7v7.2c0 .7-.8 1.1-1.4.7L17 13.6Z" />
            </g>
        </Icon>
    );
}

/** Two sheets: copy. */
export function CopyIcon(): JSX.Element {
    return (
        <Icon>
            <rect x="9" y="9" width="11" height="11" rx="2" />
            <path d="M5.5 15H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h9a1 1 0 0 1 1 1v.5" />
        </Icon>
    );
}

/** A tick: done, or in order. */
export function CheckIcon(): JSX.Element {
    return (
        <Icon>
            <path d="m5 12.5 4.5 4.5L19 7.5" />
        </Icon>
    );
}

/** An exclamation mark in a ring: something has to be done. */
export function AlertIcon(): JSX.Element {
    return (
        <Icon>
            <circle cx="12" cy="12" r="9" />
            <path d="M12 7.5v5.5M12 16.5v.01" />
        </Icon>
    );
}

/** A short line in a ring: nothing is known yet. */
export function UnknownIcon(): JSX.Element {
    return (
        <Icon>
            <circle cx="12" cy="12" r="9" />
            <path d="M8.5 12h7" />
        </Icon>
    );
}

/** A triangle on a screen: a recording. */
export function RecordingIcon(): JSX.Element {
    return (
        <Icon>
            <rect x="3" y="5" width="18" height="14" rx="2.5" />
            <path d="m10.5 9.2 4.6 2.8-4.6 2.8Z" fill="currentColor" />
        </Icon>
    );
}

/** A sheet with lines: a transcript. */
export function TranscriptIcon(): JSX.Element {
    return (
        <Icon>
            <rect x="5" y="3" width="14" height="18" rx="2" />
            <path d="M9 8h6M9 12h6M9 16h3" />
        </Icon>
    );
}

/** A speech bubble: the meeting's chat. */
export function ChatIcon(): JSX.Element {
    return (
        <Icon>
            <path d="M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.5 3.5V16H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z" />
        </Icon>
    );
}

/** Two sparks: what a machine has written. */
export function SparkIcon(): JSX.Element {
    return (
        <Icon>
            <path d="M10 4c.6 3.9 2.1 5.4 6 6-3.9.6-5.4 2.1-6 6-.6-3.9-2.1-5.4-6-6 3.9-.6 5.4-2.1 6-6Z" />
            <path d="M18 14.5c.3 1.9 1.1 2.7 3 3-1.9.3-2.7 1.1-3 3-.3-1.9-1.1-2.7-3-3 1.9-.3 2.7-1.1 3-3Z" />
        </Icon>
    );
}
