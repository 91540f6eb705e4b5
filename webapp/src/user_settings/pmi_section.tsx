/**
 * The choice of meeting ID. The server keeps it, because `/zoom settings` and a start on a phone
 * need it too; so it is read when the tab opens, and written when something else is chosen.
 */
import { type JSX, useCallback, useEffect, useState } from 'react';

import { readUsePmi, saveUsePmi, type Answer, type UsePmi } from '../api';
import { useText } from '../i18n';

/** The section of the tab. */
export function PmiSection(): JSX.Element {
    const text = useText();
    const { chosen, state, failure, choose } = useChoice();
    return (
        <fieldset className="zoom-choice" disabled={state === 'loading' || state === 'saving'}>
            <legend className="zoom-choice__title">{text('zoom.settings.pmi.title')}</legend>
            <p>{text('zoom.settings.pmi.help')}</p>
            {CHOICES.map((value) => (
                <label key={value} className="zoom-choice__option">
                    <input
                        type="radio"
                        name="zoom-use-pmi"
                        value={value}
                        checked={value === chosen}
                        onChange={() => {
                            choose(value);
                        }}
                    />
                    <span>{text(`zoom.settings.pmi.${value}`)}</span>
                </label>
            ))}
            <p role="status">
                {(state === 'saving' || state === 'saved') && text(`zoom.settings.${state}`)}
            </p>
            {state === 'failed' && <p role="alert">{failure || text('zoom.settings.failed')}</p>}
        </fieldset>
    );
}

const CHOICES: UsePmi[] = ['false', 'true', 'ask'];

type State = 'loading' | 'ready' | 'saving' | 'saved' | 'failed';

/** The choice as the server keeps it. What could not be saved is shown as it was before. */
function useChoice() {
    const [chosen, setChosen] = useState<UsePmi>();
    const [state, setState] = useState<State>('loading');
    const [failure, setFailure] = useState('');
    const take = useCallback((answer: Answer<UsePmi>, then: State) => {
        if (answer.kind === 'ok') {
            setChosen(answer.value);
            setState(then);
        } else {
            setFailure(answer.reason);
            setState('failed');
        }
    }, []);
    useEffect(() => {
        let isWanted = true;
        void readUsePmi().then((answer) => {
            if (isWanted) {
                take(answer, 'ready');
            }
        });
        return () => {
            isWanted = false;
        };
    }, [take]);
    const choose = (value: UsePmi) => {
        setState('saving');
        setChosen(value);
        void saveUsePmi(value).then((answer) => {
            take(answer, 'saved');
            if (answer.kind === 'failed') {
                setChosen(chosen);
            }
        });
    };
    return { chosen, state, failure, choose };
}
