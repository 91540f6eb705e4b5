/** One field of a dialog. */
import type { DialogElement } from '@mattermost/types/integrations';
import React from 'react';

import { useAppSelectorList } from '../store/store';

import type { Value } from './values';

interface FieldProps {
    field: DialogElement;
    value: Value;
    error: string | undefined;
    onChange: (value: Value) => void;
}

export function Field(props: FieldProps): React.JSX.Element {
    const { field, error } = props;
    const isGroup = field.type === 'radio';
    const id = `dialog-field-${field.name}`;
    const Label = isGroup ? 'span' : 'label';
    return (
        <div
            className="field"
            {...(isGroup ? { role: 'radiogroup', 'aria-labelledby': `${id}-label` } : {})}
        >
            <Label id={`${id}-label`} {...(isGroup ? {} : { htmlFor: id })}>
                {field.display_name} {field.optional && <small>(optional)</small>}
            </Label>
            <Control {...props} id={id} />
            {field.help_text && <small>{field.help_text}</small>}
            {error && (
                <span role="alert" className="error-text">
                    {error}
                </span>
            )}
        </div>
    );
}

function Control(props: FieldProps & { id: string }): React.JSX.Element {
    const { field, value, onChange, id } = props;
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    switch (field.type) {
        case 'textarea':
            return (
                <textarea
                    id={id}
                    value={text}
                    placeholder={field.placeholder}
                    onChange={(event) => onChange(event.target.value || null)}
                />
            );
        case 'bool':
            return (
                <span>
                    <input
                        id={id}
                        type="checkbox"
                        checked={value === true}
                        onChange={(event) => onChange(event.target.checked)}
                    />{' '}
                    {field.placeholder}
                </span>
            );
        case 'radio':
            return <Radios {...props} />;
        case 'select':
            return <Select {...props} />;
        case 'text':
            return (
                <input
                    id={id}
                    type={field.subtype || 'text'}
                    value={text}
                    placeholder={field.placeholder}
                    maxLength={field.max_length || undefined}
                    onChange={(event) => onChange(event.target.value || null)}
                />
            );
        default:
            return <em>Fields of the type {field.type} are not implemented in the dev server.</em>;
    }
}

function Radios({ field, value, onChange }: FieldProps): React.JSX.Element {
    return (
        <>
            {field.options.map((option) => (
                <label key={String(option.value)} className="field__radio">
                    <input
                        type="radio"
                        name={field.name}
                        checked={value === option.value}
                        onChange={() => onChange(option.value as Value)}
                    />{' '}
                    {option.text}
                </label>
            ))}
        </>
    );
}

function Select({ field, value, onChange, id }: FieldProps & { id: string }): React.JSX.Element {
    const people = useAppSelectorList((state) => Object.values(state.entities.users.profiles));
    const channels = useAppSelectorList((state) => Object.values(state.entities.channels.channels));
    const sources: Record<string, { text: string; value: unknown }[] | undefined> = {
        users: people.map((user) => ({ text: user.username, value: user.id })),
        channels: channels.map((channel) => ({ text: channel.display_name, value: channel.id })),
    };
    const options = sources[field.data_source] ?? field.options;
    return (
        <select
            id={id}
            value={typeof value === 'string' ? value : ''}
            onChange={(event) => onChange(event.target.value || null)}
        >
            <option value="">{field.placeholder || 'Select an option'}</option>
            {options.map((option) => (
                <option key={String(option.value)} value={String(option.value)}>
                    {option.text}
                </option>
            ))}
        </select>
    );
}
