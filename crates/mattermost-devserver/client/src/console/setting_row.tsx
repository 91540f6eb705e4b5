/** One setting of a plugin: its label, what it is edited with, and its help. */
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { Markdown } from '../posts/markdown';
import type { CustomSetting } from '../store/state';
import { useAppSelector } from '../store/store';

import type { Setting } from './manifest';
import type { SettingsForm } from './use_settings';

interface SettingRowProps {
    pluginId: string;
    setting: Setting;
    form: SettingsForm;
}

/** The key under which the whole configuration has the setting; a dot in an id would part it. */
const fullKey = (pluginId: string, key: string): string =>
    `PluginSettings.Plugins.${pluginId.replace(/\./g, '+')}.${key.toLowerCase()}`;

export function SettingRow({ pluginId, setting, form }: SettingRowProps): React.JSX.Element {
    const custom = useAppSelector(
        (state) =>
            state.plugins.adminConsoleCustomComponents[pluginId]?.[setting.key.toLowerCase()],
    );
    const id = fullKey(pluginId, setting.key);
    const { display_name: name = setting.key, help_text: help = '' } = setting;
    const value = form.values[setting.key.toLowerCase()];
    if (custom) {
        return (
            <CustomRow id={id} pluginId={pluginId} custom={custom} setting={setting} form={form} />
        );
    }
    const isGroup = setting.type === 'bool' || setting.type === 'radio';
    const Frame = isGroup ? 'fieldset' : 'div';
    return (
        <Frame className="setting" data-testid={id}>
            {isGroup ? <legend>{name}</legend> : <label htmlFor={id}>{name}</label>}
            <div>
                <Control
                    id={id}
                    setting={setting}
                    value={value}
                    onChange={(next) => form.setValue(setting.key, next)}
                />
                <div className="setting__help">
                    <Markdown text={help} />
                </div>
            </div>
        </Frame>
    );
}

interface CustomRowProps extends SettingRowProps {
    id: string;
    custom: CustomSetting;
}

/** A plugin's own editor, with the props that Mattermost gives it. */
function CustomRow(props: CustomRowProps): React.JSX.Element {
    const { id, pluginId, custom, setting, form } = props;
    const { component: Custom, options } = custom;
    const label = setting.display_name ?? setting.key;
    const editor = (
        <PluginErrorBoundary pluginId={pluginId}>
            <Custom
                id={id}
                label={label}
                helpText={<Markdown text={setting.help_text ?? ''} />}
                value={form.values[setting.key.toLowerCase()]}
                disabled={false}
                config={form.config}
                license={{ IsLicensed: 'false' }}
                setByEnv={false}
                onChange={(_: string, value: unknown) => form.setValue(setting.key, value)}
                registerSaveAction={form.registerSaveAction}
                unRegisterSaveAction={form.unRegisterSaveAction}
                setSaveNeeded={form.setSaveNeeded}
                cancelSubmit={() => undefined}
                showConfirm={false}
            />
        </PluginErrorBoundary>
    );
    return options.showTitle ? (
        <div className="setting" data-testid={id}>
            <span className="setting__label">{label}</span>
            <div>{editor}</div>
        </div>
    ) : (
        <div data-testid={id}>{editor}</div>
    );
}

interface ControlProps {
    id: string;
    setting: Setting;
    value: unknown;
    onChange: (value: unknown) => void;
}

function Control({ id, setting, value, onChange }: ControlProps): React.JSX.Element {
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    const { type, options = [], placeholder } = setting;
    switch (type) {
        case 'bool':
            return (
                <Radios
                    id={id}
                    options={[
                        ['true', 'True'],
                        ['false', 'False'],
                    ]}
                    value={String(value === true || value === 'true')}
                    onChange={(next) => onChange(next === 'true')}
                />
            );
        case 'radio':
            return (
                <Radios
                    id={id}
                    options={options.map((o): [string, string] => [o.value, o.display_name])}
                    value={text}
                    onChange={onChange}
                />
            );
        case 'dropdown':
            return (
                <select id={id} value={text} onChange={(event) => onChange(event.target.value)}>
                    {options.map((option) => (
                        <option key={option.value} value={option.value}>
                            {option.display_name}
                        </option>
                    ))}
                </select>
            );
        case 'longtext':
            return (
                <textarea
                    id={id}
                    rows={5}
                    value={text}
                    placeholder={placeholder}
                    onChange={(event) => onChange(event.target.value)}
                />
            );
        case 'generated':
            return <Generated id={id} setting={setting} value={text} onChange={onChange} />;
        case 'number':
        case 'text':
        case 'username':
            return (
                <input
                    id={id}
                    type={type === 'number' ? 'number' : 'text'}
                    autoComplete="off"
                    value={text}
                    placeholder={placeholder}
                    onChange={({ target }) =>
                        onChange(type === 'number' ? Number(target.value) : target.value)
                    }
                />
            );
        default:
            return <em>Settings of the type {type} are not implemented in the dev server.</em>;
    }
}

interface RadiosProps {
    id: string;
    options: [string, string][];
    value: string;
    onChange: (value: string) => void;
}

function Radios({ id, options, value, onChange }: RadiosProps): React.JSX.Element {
    return (
        <>
            {options.map(([name, text]) => (
                <label key={name} className="field__radio">
                    <input
                        id={`${id}${name}`}
                        type="radio"
                        name={id}
                        checked={value === name}
                        onChange={() => onChange(name)}
                    />{' '}
                    {text}
                </label>
            ))}
        </>
    );
}

/** A secret that the server needs none to type: 32 characters at random. */
function Generated({ id, setting, onChange, ...props }: ControlProps): React.JSX.Element {
    return (
        <>
            <input
                id={id}
                type="text"
                readOnly={true}
                value={String(props.value)}
                placeholder={setting.placeholder}
            />
            <button
                type="button"
                className="btn btn-tertiary"
                onClick={() => onChange(randomSecret())}
            >
                Regenerate <span className="sr-only">{setting.display_name}</span>
            </button>
            <Markdown text={setting.regenerate_help_text ?? ''} />
        </>
    );
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

function randomSecret(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join('');
}
