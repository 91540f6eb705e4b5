/** The button in the popover with somebody's profile: a Zoom call with them. */
import type { ComponentType } from 'react';

import { useText } from '../i18n';
import { CameraIcon } from '../icons/icons';
import type { PopoverProps } from '../registry';
import { useSignal } from '../signal';
import type { Starter } from '../start_meeting/starter';
import { currentUserIdOf, type HostStore } from '../state';

/** Makes the component; nobody calls themselves, a bot, or somebody who has left. */
export function callButton(store: HostStore, starter: Starter): ComponentType<PopoverProps> {
    return function ZoomCallButton({ user, hide }) {
        const text = useText();
        const busy = useSignal(starter.busy);
        const isReachable = !user.is_bot && !user.delete_at;
        if (!isReachable || user.id === currentUserIdOf(store.getState())) {
            return null;
        }
        return (
            <div className="zoom-call">
                <button
                    type="button"
                    className="zoom-button zoom-button--small"
                    disabled={busy}
                    onClick={() => {
                        void starter.call(user.id);
                        hide?.();
                    }}
                >
                    <CameraIcon />
                    <span>{text('zoom.call.button')}</span>
                </button>
            </div>
        );
    };
}
