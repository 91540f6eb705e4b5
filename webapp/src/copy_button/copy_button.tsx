/** A button that puts a text on the clipboard, and says that it has. */
import { type JSX, useEffect, useState } from 'react';

import { copyText } from '../host';
import { useText } from '../i18n';
import { CheckIcon, CopyIcon } from '../icons/icons';

/** How long the answer stands in the place of the button's own words. */
const ANSWER_MS = 2_500;

interface CopyButtonProps {
    /** What is copied. */
    value: string;
    /** What the button says, or what screen readers say where only its icon is seen. */
    label: string;
    iconOnly?: boolean;
}

/** The button says what came of it in its own place, where the person is looking. */
export function CopyButton({ value, label, iconOnly }: CopyButtonProps): JSX.Element {
    const text = useText();
    const [outcome, setOutcome] = useState<'' | 'copied' | 'not_copied'>('');
    useEffect(() => {
        if (outcome === '') {
            return undefined;
        }
        const timer = setTimeout(() => {
            setOutcome('');
        }, ANSWER_MS);
        return () => {
            clearTimeout(timer);
        };
    }, [outcome]);
    const copy = async () => {
        setOutcome((await copyText(value)) ? 'copied' : 'not_copied');
    };
    const answer = outcome === '' ? '' : text(`zoom.copy.${outcome}`);
    return (
        <>
            <button
                type="button"
                className={`zoom-button ${iconOnly ? 'zoom-button--icon' : ''}`}
                {...(iconOnly ? { 'aria-label': label, title: label } : {})}
                onClick={() => void copy()}
            >
                {outcome === 'copied' ? <CheckIcon /> : <CopyIcon />}
                {!iconOnly && <span>{answer || label}</span>}
            </button>
            <span role="status" className={iconOnly && answer ? '' : 'zoom-unseen'}>
                {answer}
            </span>
        </>
    );
}
