/** The ways to what came after the meeting: recordings, transcript, chat, summary. */
import type { ComponentType, JSX } from 'react';

import { useText } from '../i18n';
import { ChatIcon, RecordingIcon, SparkIcon, TranscriptIcon } from '../icons/icons';

import type { Arrival } from './arrivals';

const ICONS: Record<Arrival['kind'], ComponentType> = {
    recording: RecordingIcon,
    transcript: TranscriptIcon,
    chat: ChatIcon,
    summary: SparkIcon,
};

export function Arrived({ arrivals }: { arrivals: Arrival[] }): JSX.Element | null {
    const text = useText();
    if (arrivals.length === 0) {
        return null;
    }
    return (
        <ul className="zoom-post__actions" aria-label={text('zoom.arrived.label')}>
            {arrivals.map(({ kind, address }) => {
                const Icon = ICONS[kind];
                return (
                    <li key={`${kind} ${address}`}>
                        <a
                            className="zoom-button zoom-button--small"
                            href={address}
                            target="_blank"
                            rel="noopener noreferrer"
                        >
                            <Icon />
                            <span>{text(`zoom.arrived.${kind}`)}</span>
                        </a>
                    </li>
                );
            })}
        </ul>
    );
}
