/** Who somebody is, with what plugins add to it. */
import React, { useEffect, useRef } from 'react';

import { Slot } from '../plugins/slot';
import { openDirectChannel } from '../server/load';
import { basePath } from '../server/rest';
import { useAppDispatch, useAppSelector } from '../store/store';

export function ProfilePopover(): React.JSX.Element | null {
    const dispatch = useAppDispatch();
    const userId = useAppSelector((state) => state.devserver.profileUserId);
    const user = useAppSelector((state) => state.entities.users.profiles[userId]);
    const place = useRef<HTMLDivElement>(null);
    useEffect(() => {
        place.current?.focus();
    }, [userId]);
    if (!user) {
        return null;
    }
    const hide = () => dispatch({ type: 'SHOW_PROFILE', userId: '' });
    const props = { user, hide, status: 'online', fromWebhook: undefined };
    return (
        <div
            ref={place}
            className="user-profile-popover"
            role="dialog"
            aria-label={`Profile of ${user.username}`}
            tabIndex={-1}
            onKeyDown={(event) => event.key === 'Escape' && hide()}
        >
            <button
                type="button"
                className="icon-button user-profile-popover__close"
                aria-label="Close user profile popover"
                onClick={hide}
            >
                ×
            </button>
            <img
                className="user-profile-popover__image"
                alt=""
                src={`${basePath()}/api/v4/users/${user.id}/image`}
            />
            <p className="user-profile-popover__heading">@{user.username}</p>
            {user.position && <p>{user.position}</p>}
            {user.email && <a href={`mailto:${user.email}`}>{user.email}</a>}
            <Slot place="PopoverUserAttributes" with={props} />
            {!user.is_bot && (
                <button
                    type="button"
                    className="btn btn-primary"
                    onClick={() => {
                        hide();
                        void dispatch(openDirectChannel(user.id));
                    }}
                >
                    Message
                </button>
            )}
            <Slot place="PopoverUserActions" with={props} />
        </div>
    );
}
