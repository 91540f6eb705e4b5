/** The box to write in, with the suggestions for slash commands. */
import React, { useState } from 'react';

import { reasonOf } from '../server/rest';
import { send, type Place } from '../server/send';
import { useAppDispatch } from '../store/store';

import { Suggestions } from './suggestions';
import { useSuggestions } from './use_suggestions';

interface ComposerProps {
    place: Place;
    label: string;
}

export function Composer({ place, label }: ComposerProps): React.JSX.Element {
    const [text, setText] = useState('');
    const [failure, setFailure] = useState('');
    const list = useSuggestions(text, place, setText);
    const dispatch = useAppDispatch();
    const id = place.rootId ? 'reply_textbox' : 'post_textbox';

    const submit = async () => {
        if (text.trim() === '') {
            return;
        }
        setText('');
        setFailure('');
        try {
            await dispatch(send(text, place));
        } catch (error) {
            setText(text);
            setFailure(reasonOf(error));
        }
    };
    const onKeyDown = (event: React.KeyboardEvent) => {
        if (list.onKey(event.key)) {
            event.preventDefault();
        } else if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            void submit();
        }
    };
    return (
        <form
            className="composer"
            onSubmit={(event) => {
                event.preventDefault();
                void submit();
            }}
        >
            <Suggestions id={`${id}_suggestions`} list={list} />
            <div className="composer__box">
                <textarea
                    id={id}
                    rows={1}
                    value={text}
                    placeholder={label}
                    aria-label={label}
                    role="combobox"
                    aria-expanded={list.items.length > 0}
                    aria-controls={`${id}_suggestions`}
                    aria-autocomplete="list"
                    autoComplete="off"
                    onChange={(event) => setText(event.target.value)}
                    onKeyDown={onKeyDown}
                />
                <button type="submit" className="composer__send" aria-label="Send now">
                    ➤
                </button>
            </div>
            <p role="alert" className="error-text">
                {failure}
            </p>
        </form>
    );
}
