/** A question before something is done that cannot be undone, in the place of the button for it. */
import { type JSX, useEffect, useRef } from 'react';

interface QuestionProps {
    question: string;
    /** What the two buttons say; the first, which does nothing, has the focus. */
    no: string;
    yes: string;
    onNo: () => void;
    onYes: () => void;
}

export function Question({ question, no, yes, onNo, onYes }: QuestionProps): JSX.Element {
    const first = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        // It stands where the button was that was pressed: the page need not move.
        first.current?.focus({ preventScroll: true });
    }, []);
    return (
        <div
            role="group"
            className="zoom-question"
            aria-label={question}
            onKeyDown={(event) => {
                if (event.key === 'Escape') {
                    event.stopPropagation();
                    onNo();
                }
            }}
        >
            <span className="zoom-question__text">{question}</span>
            <button type="button" ref={first} className="zoom-button" onClick={onNo}>
                {no}
            </button>
            <button type="button" className="zoom-button zoom-button--danger" onClick={onYes}>
                {yes}
            </button>
        </div>
    );
}
