/** A dialog that a plugin opened: its fields, and what the plugin says to them. */
import React, { useEffect, useRef, useState } from 'react';

import { Markdown } from '../posts/markdown';
import { post, reasonOf } from '../server/rest';
import type { DialogRequest } from '../store/state';
import { useAppDispatch, useAppSelector } from '../store/store';

import { Field } from './field';
import { missing, startValues, type Values } from './values';

/** Only the tab that asked for a dialog opens it: it alone knows the trigger. */
export function DialogHost(): React.JSX.Element | null {
    const request = useAppSelector((state) => state.entities.integrations.dialog);
    const triggerId = useAppSelector((state) => state.entities.integrations.dialogTriggerId);
    return request && request.trigger_id === triggerId ? (
        <PluginDialog key={triggerId} request={request} />
    ) : null;
}

interface SubmitResponse {
    error?: string;
    errors?: Record<string, string>;
}

function PluginDialog({ request }: { request: DialogRequest }): React.JSX.Element {
    const { dialog } = request;
    const elements = dialog.elements ?? [];
    const [values, setValues] = useState<Values>(() => startValues(elements));
    const [errors, setErrors] = useState<Record<string, string>>({});
    const [failure, setFailure] = useState('');
    const element = useRef<HTMLDialogElement>(null);
    const dispatch = useAppDispatch();
    const submit = useSubmit(request);
    useEffect(() => {
        element.current?.showModal();
    }, []);

    const close = () => dispatch({ type: 'RECEIVED_DIALOG', data: '' });
    const cancel = () => {
        close();
        if (dialog.notify_on_cancel) {
            submit({}, true).catch(console.error);
        }
    };
    const save = async () => {
        const gaps = missing(elements, values);
        setErrors(gaps);
        setFailure('');
        if (Object.keys(gaps).length > 0) {
            return;
        }
        try {
            const answer = await submit(values, false);
            setErrors(answer?.errors ?? {});
            setFailure(answer?.error ?? '');
            if (!answer?.error && Object.keys(answer?.errors ?? {}).length === 0) {
                close();
            }
        } catch (error) {
            setFailure(reasonOf(error));
        }
    };
    return (
        <dialog
            ref={element}
            className="dialog"
            aria-labelledby="dialog-title"
            onCancel={(event) => {
                event.preventDefault();
                cancel();
            }}
        >
            <form
                noValidate={true}
                onSubmit={(event) => {
                    event.preventDefault();
                    void save();
                }}
            >
                <h1 id="dialog-title">{dialog.title}</h1>
                <Markdown text={dialog.introduction_text ?? ''} />
                {elements.map((field) => (
                    <Field
                        key={field.name}
                        field={field}
                        value={values[field.name] ?? null}
                        error={errors[field.name]}
                        onChange={(value) => setValues({ ...values, [field.name]: value })}
                    />
                ))}
                <p role="alert" className="error-text">
                    {failure}
                </p>
                <footer>
                    <button type="button" className="btn btn-tertiary" onClick={cancel}>
                        Cancel
                    </button>
                    <button type="submit" className="btn btn-primary">
                        {dialog.submit_label === '' ? 'Submit' : (dialog.submit_label ?? 'Submit')}
                    </button>
                </footer>
            </form>
        </dialog>
    );
}

function useSubmit({ url, dialog }: DialogRequest) {
    const channel_id = useAppSelector((state) => state.entities.channels.currentChannelId);
    const team_id = useAppSelector((state) => state.entities.teams.currentTeamId);
    const user_id = useAppSelector((state) => state.entities.users.currentUserId);
    const place = { channel_id, team_id, user_id };
    return (submission: Values, cancelled: boolean) =>
        post<SubmitResponse | null>('/actions/dialogs/submit', {
            url,
            callback_id: dialog.callback_id ?? '',
            state: dialog.state ?? '',
            ...place,
            submission,
            cancelled,
        });
}
