/** A button whose press is asked about once more before it counts. */
import { type JSX, useEffect, useRef, useState } from 'react';

import { Question } from './question';

interface AskingButtonProps {
    label: string;
    /** What screen readers say instead, where several buttons have the same label. */
    fullLabel: string;
    disabled: boolean;
    question: string;
    no: string;
    yes: string;
    onYes: () => void;
}

export function AskingButton(props: AskingButtonProps): JSX.Element {
    const { label, fullLabel, disabled, question, no, yes, onYes } = props;
    const [isAsking, setIsAsking] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    const wasAsking = useRef(false);
    useEffect(() => {
        // Who answers by the keyboard goes on where they were.
        if (!isAsking && wasAsking.current) {
            button.current?.focus();
        }
        wasAsking.current = isAsking;
    }, [isAsking]);
    const answer = (isYes: boolean) => () => {
        setIsAsking(false);
        if (isYes) {
            onYes();
        }
    };
    return isAsking ? (
        <Question {...{ question, no, yes }} onNo={answer(false)} onYes={answer(true)} />
    ) : (
        <button
            type="button"
            ref={button}
            className="zoom-button"
            // A button that is `disabled` would take no focus after the question.
            aria-disabled={disabled}
            aria-label={fullLabel}
            onClick={() => {
                setIsAsking(!disabled);
            }}
        >
            {label}
        </button>
    );
}
