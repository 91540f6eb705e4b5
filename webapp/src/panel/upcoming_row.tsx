/** A meeting that is to come: when it is, and what may be done with it. */
import { type JSX, useState } from 'react';

import { cancelMeeting, shareMeeting, type Answer } from '../api';
import { Failure } from '../failure/failure';
import type { Announcer } from '../live/announcer';
import { JoinLink } from '../meeting_post/join_link';
import { AskingButton } from '../question/asking_button';
import { When } from '../scheduled_post/when';
import type { HostState } from '../state';

import type { UpcomingItem } from './overview';
import { PostLink } from './post_link';
import { useText } from './text';
import { useRequest } from './use_request';

interface UpcomingRowProps {
    item: UpcomingItem;
    state: HostState;
    /** The channel on the screen, where it is shared; empty where there is none. */
    channelId: string;
    announcer: Announcer;
    /** To be called when something was done with it. */
    onDone: () => void;
}

export function UpcomingRow(props: UpcomingRowProps): JSX.Element {
    const { item, state, channelId, announcer, onDone } = props;
    const text = useText();
    const topic = item.topic || text('zoom.post.untitled');
    const { doing, done, failure, run } = useDoing((what) => {
        if (what === 'zoom.panel.cancelled') {
            // The row goes, before a screen reader has come to what it says.
            announcer.say(`${what} ${item.meetingId}`, text(what));
        }
        onDone();
    });
    const of = (label: string) => text('zoom.panel.of', { label, topic });
    const question = item.isRecurring
        ? 'zoom.panel.cancel_question_series'
        : 'zoom.panel.cancel_question';
    const recurrence = item.isRecurring ? text('zoom.panel.recurring') : '';
    return (
        <li className="zoom-panel__row">
            <strong className="zoom-panel__topic">{topic}</strong>
            <When meeting={{ ...item, recurrence }} state={state} />
            {item.postId && (
                <p className="zoom-post__line">
                    <PostLink postId={item.postId}>{text('zoom.panel.to_post')}</PostLink>
                </p>
            )}
            <div className="zoom-post__actions">
                {item.link && (
                    <JoinLink
                        meeting={item}
                        label={text(item.isMine ? 'zoom.panel.start_it' : 'zoom.panel.join')}
                    />
                )}
                {channelId && (
                    <button
                        type="button"
                        className="zoom-button"
                        disabled={doing}
                        aria-label={of(text('zoom.panel.share'))}
                        onClick={() => {
                            run(shareMeeting(item.meetingId, channelId), 'zoom.panel.shared');
                        }}
                    >
                        {text('zoom.panel.share')}
                    </button>
                )}
                {item.isMine && (
                    <AskingButton
                        label={text('zoom.panel.cancel')}
                        fullLabel={of(text('zoom.panel.cancel'))}
                        disabled={doing}
                        question={text(question, { topic })}
                        no={text('zoom.panel.keep')}
                        yes={text('zoom.panel.cancel_confirm')}
                        onYes={() => {
                            run(cancelMeeting(item.meetingId), 'zoom.panel.cancelled');
                        }}
                    />
                )}
            </div>
            <p role="status" className="zoom-panel__done">
                {done && text(done)}
            </p>
            <Failure reason={failure} otherwise={text('zoom.panel.not_done')} />
        </li>
    );
}

type Done = 'zoom.panel.shared' | 'zoom.panel.cancelled';

/** Something that is done with the meeting, and how it came out. */
function useDoing(onDone: (done: Done) => void) {
    const [done, setDone] = useState<Done>();
    const { isUnderWay, failure, ask } = useRequest();
    const run = (answer: Promise<Answer<unknown>>, then: Done) => {
        setDone(undefined);
        ask(answer, () => {
            setDone(then);
            onDone(then);
        });
    };
    return { doing: isUnderWay, done, failure, run };
}
