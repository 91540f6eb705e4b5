/** The box to write in, with files to send along and the suggestions for slash commands. */
import React, { useState } from 'react';

import { Slot } from '../plugins/slot';
import { reasonOf } from '../server/rest';
import { send, type Place } from '../server/send';
import { useAppDispatch } from '../store/store';

import { Attach, Attached } from './attach';
import { Suggestions } from './suggestions';
import { useSuggestions } from './use_suggestions';

interface ComposerProps {
    place: Place;
    label: string;
}

export function Composer({ place, label }: ComposerProps): React.JSX.Element {
    const [text, setText] = useState('');
    const [files, setFiles] = useState<File[]>([]);
    const [failure, setFailure] = useState('');
    const list = useSuggestions(text, place, setText);
    const dispatch = useAppDispatch();
    const id = place.rootId ? 'reply_textbox' : 'post_textbox';

    const submit = async () => {
        if (text.trim() === '' && files.length === 0) {
            return;
        }
        setText('');
        setFiles([]);
        setFailure('');
        try {
            await dispatch(send(text, place, files));
        } catch (error) {
            setText(text);
            setFiles(files);
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
            <Attached
                files={files}
                onRemove={(file) => setFiles(files.filter((f) => f !== file))}
            />
            <div className="composer__box">
                <textarea
                    id={id}
                    rows={1}
                    value={text}
                    placeholder={label}
                    aria-label={label}
                    aria-controls={`${id}_suggestions`}
                    aria-autocomplete="list"
                    autoComplete="off"
                    onChange={(event) => setText(event.target.value)}
                    onKeyDown={onKeyDown}
                />
                <EditorActions place={place} text={text} setText={setText} id={id} />
                <Attach onChoose={(more) => setFiles([...files, ...more])} />
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

interface EditorActionsProps {
    id: string;
    place: Place;
    text: string;
    setText: (text: string) => void;
}

/** The buttons of plugins, which may read and change what is written. */
function EditorActions({ id, place, text, setText }: EditorActionsProps): React.JSX.Element {
    const draft = {
        message: text,
        fileInfos: [],
        uploadsInProgress: [],
        channelId: place.channelId,
        rootId: place.rootId,
        createAt: 0,
        updateAt: 0,
    };
    const getSelectedText = () => {
        const box = document.getElementById(id) as HTMLTextAreaElement;
        return { start: box.selectionStart, end: box.selectionEnd };
    };
    const props = { draft, getSelectedText, updateText: setText };
    return <Slot place="PostEditorAction" with={props} withTheme={false} />;
}
