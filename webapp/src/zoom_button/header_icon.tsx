/** The icon in the channel header's button, which turns while a meeting is being started. */
import type { JSX } from 'react';

import { CameraIcon } from '../icons/icons';
import { SpinnerIcon } from '../icons/spinner';
import { useSignal } from '../signal';
import type { Starter } from '../start_meeting/starter';

/** Draws the icon; the button around it and its name are Mattermost's. */
export function HeaderIcon({ starter }: { starter: Starter }): JSX.Element {
    const busy = useSignal(starter.busy);
    return <span className="icon zoom-header-icon">{busy ? <SpinnerIcon /> : <CameraIcon />}</span>;
}
