/** Ending a meeting for everybody in it, after a question. */
import { type JSX, useState } from 'react';

import { endMeeting } from '../api';
import { Failure } from '../failure/failure';
import { useText } from '../i18n';
import { AskingButton } from '../question/asking_button';

interface EndButtonProps {
    postId: string;
    /** What the meeting is about, for the question. */
    topic: string;
}

export function EndButton({ postId, topic }: EndButtonProps): JSX.Element {
    const text = useText();
    const { isEnding, failure, end } = useEnding(postId);
    const label = text(isEnding ? 'zoom.end.ending' : 'zoom.end.button');
    return (
        <>
            <AskingButton
                label={label}
                fullLabel={text('zoom.end.label', { label, topic })}
                disabled={isEnding}
                question={text('zoom.end.question', { topic })}
                no={text('zoom.end.keep')}
                yes={text('zoom.end.confirm')}
                onYes={end}
            />
            <Failure reason={failure} otherwise={text('zoom.end.failed')} />
        </>
    );
}

/** The button stays off until the post says that the meeting is over. */
function useEnding(postId: string) {
    const [isEnding, setIsEnding] = useState(false);
    const [failure, setFailure] = useState<string>();
    const end = () => {
        setIsEnding(true);
        setFailure(undefined);
        void endMeeting(postId).then((answer) => {
            if (answer.kind === 'failed') {
                setIsEnding(false);
                setFailure(answer.reason);
            }
        });
    };
    return { isEnding, failure, end };
}
