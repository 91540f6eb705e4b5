/** In a few words: whether a meeting goes on, or waits for its host. */
import type { JSX } from 'react';

import { useText } from '../i18n';

import { isHostAwaited, type Live } from './live';

/** Until something else is known, a meeting that was started goes on. */
export function Badge({ live }: { live: Live | undefined }): JSX.Element {
    const text = useText();
    return live && isHostAwaited(live) ? (
        <span className="zoom-post__state zoom-post__state--waiting">
            {text('zoom.live.no_host_yet')}
        </span>
    ) : (
        <span className="zoom-post__state zoom-post__state--live">{text('zoom.post.live')}</span>
    );
}
