/**
 * A choice among the person's settings. The server keeps it, because `/zoom settings` and a phone
 * need it too; so it is read when the tab opens, and written when something else is chosen.
 */
import { type ComponentType, useCallback, useEffect, useState } from 'react';

import {
    PREFERENCES,
    readPreference,
    savePreference,
    type Answer,
    type PreferenceName,
    type PreferenceValue,
} from '../api';
import { Failure } from '../failure/failure';
import { useText, type TextId } from '../i18n';

/** The part of a text's name that stands for a choice. */
const WORDS: Record<PreferenceName, string> = { use_pmi: 'pmi', status: 'status' };

type Value = PreferenceValue<PreferenceName>;

/** Makes the section of the tab for a preference. */
export function choiceSection(name: PreferenceName): ComponentType {
    const id = (part: string) => `zoom.settings.${WORDS[name]}.${part}` as TextId;
    return function ZoomChoiceSection() {
        const text = useText();
        const { chosen, state, failure, choose } = useChoice(name);
        return (
            <fieldset className="zoom-choice" disabled={state === 'loading' || state === 'saving'}>
                <legend className="zoom-choice__title">{text(id('title'))}</legend>
                <p>{text(id('help'))}</p>
                {PREFERENCES[name].map((value) => (
                    <label key={value} className="zoom-choice__option">
                        <input
                            type="radio"
                            name={`zoom-${name}`}
                            value={value}
                            checked={value === chosen}
                            onChange={() => {
                                choose(value);
                            }}
                        />
                        <span>{text(id(value))}</span>
                    </label>
                ))}
                <p role="status">
                    {(state === 'saving' || state === 'saved') && text(`zoom.settings.${state}`)}
                </p>
                {state === 'failed' && (
                    <Failure reason={failure} otherwise={text('zoom.settings.failed')} />
                )}
            </fieldset>
        );
    };
}

type State = 'loading' | 'ready' | 'saving' | 'saved' | 'failed';

/** The choice as the server keeps it. What could not be saved is shown as it was before. */
function useChoice(name: PreferenceName) {
    const [chosen, setChosen] = useState<Value>();
    const [state, setState] = useState<State>('loading');
    const [failure, setFailure] = useState('');
    const take = useCallback((answer: Answer<Value>, then: State) => {
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
        void readPreference(name).then((answer) => {
            if (isWanted) {
                take(answer, 'ready');
            }
        });
        return () => {
            isWanted = false;
        };
    }, [name, take]);
    const choose = (value: Value) => {
        setState('saving');
        setChosen(value);
        void savePreference(name, value).then((answer) => {
            take(answer, 'saved');
            if (answer.kind === 'failed') {
                setChosen(chosen);
            }
        });
    };
    return { chosen, state, failure, choose };
}
