/** The notice at the foot of the page: what is under way, or what went wrong and what to do. */
import type { ComponentType, JSX, ReactNode } from 'react';

import { markdown } from '../host';
import { useText } from '../i18n';
import { SpinnerIcon } from '../icons/spinner';
import type { Announcer } from '../live/announcer';
import { useSignal } from '../signal';

import type { Notice, Notices } from './notices';

/** Makes the component that draws the notices; Mattermost gives a root component no props. */
export function noticeBar(notices: Notices, announcer: Announcer): ComponentType {
    return function ZoomNoticeBar() {
        const notice = useSignal(notices.current);
        const said = useSignal(announcer.said);
        // The regions stay in the page, because screen readers only speak up for known ones.
        return (
            <>
                <div role="log" className="zoom-unseen">
                    <span key={said.number}>{said.words}</span>
                </div>
                <div className="zoom-notices">
                    <div role="status">{notice?.kind === 'busy' && <Busy />}</div>
                    <div role="alert">
                        {notice && notice.kind !== 'busy' && (
                            <Message
                                notice={notice}
                                close={() => {
                                    notices.close();
                                }}
                            />
                        )}
                    </div>
                </div>
            </>
        );
    };
}

function Busy(): JSX.Element {
    const text = useText();
    return (
        <p className="zoom-notice">
            <SpinnerIcon />
            {text('zoom.button.starting')}
        </p>
    );
}

interface MessageProps {
    notice: Exclude<Notice, { kind: 'busy' }>;
    close: () => void;
}

function Message({ notice, close }: MessageProps): JSX.Element {
    const text = useText();
    return (
        <div className={`zoom-notice zoom-notice--${notice.kind}`}>
            <div>{useNoticeText(notice)}</div>
            {notice.kind === 'blocked' && (
                <a
                    className="zoom-notice__link"
                    href={notice.meetingUrl}
                    target="_blank"
                    rel="noopener noreferrer"
                    onClick={close}
                >
                    {text('zoom.notice.open')}
                </a>
            )}
            <button
                type="button"
                className="zoom-notice__close"
                aria-label={text('zoom.notice.close')}
                onClick={close}
            >
                ×
            </button>
        </div>
    );
}

function useNoticeText(notice: MessageProps['notice']): ReactNode {
    const text = useText();
    switch (notice.kind) {
        case 'failed':
            return text(`zoom.failure.${notice.failure}`);
        case 'refused':
            return markdown(notice.reason);
        case 'nowhere':
            return text('zoom.notice.nowhere');
        case 'blocked':
            return text('zoom.notice.blocked');
    }
}
