/** A plugin's page in the settings of a person. */
import React, { useState } from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { reasonOf } from '../server/rest';
import { currentUser, preferenceOf } from '../store/selectors';
import type { PluginUserSection, PluginUserSetting, PluginUserSettings } from '../store/state';
import { useAppSelector, useAppSelectorList } from '../store/store';

import { savePreferences } from './save_preferences';

interface PluginTabProps {
    pluginId: string;
    settings: PluginUserSettings;
}

export function PluginTab({ pluginId, settings }: PluginTabProps): React.JSX.Element {
    const { uiName, action, sections } = settings;
    return (
        <>
            <h2>{uiName}</h2>
            {action && (
                <div className="settings__action">
                    <strong>{action.title}</strong>
                    <p>{action.text}</p>
                    <button type="button" className="btn btn-primary" onClick={action.onClick}>
                        {action.buttonText}
                    </button>
                </div>
            )}
            {sections.map((section) => (
                <PluginErrorBoundary key={section.title} pluginId={pluginId}>
                    <Section pluginId={pluginId} section={section} />
                </PluginErrorBoundary>
            ))}
        </>
    );
}

interface SectionProps {
    pluginId: string;
    section: PluginUserSection;
}

function Section({ pluginId, section }: SectionProps): React.JSX.Element {
    const { component: Custom, title } = section;
    return (
        <section className="settings__section">
            {Custom ? (
                // As on a Mattermost server, such a section draws its title itself.
                <Custom />
            ) : (
                <>
                    <h3>{title}</h3>
                    <Form pluginId={pluginId} section={section} />
                </>
            )}
        </section>
    );
}

/** Values are preferences; what changed is stored and told to the plugin by the button. */
function Form({ pluginId, section }: SectionProps): React.JSX.Element {
    const { settings = [], disabled = false, onSubmit } = section;
    const userId = useAppSelector(currentUser)?.id ?? '';
    const category = `pp_${pluginId}`.slice(0, 32);
    const stored = useAppSelectorList((state) =>
        Object.fromEntries(
            settings.map(({ name, default: value = '' }) => [
                name,
                preferenceOf(state, category, name) || value,
            ]),
        ),
    );
    const [changes, setChanges] = useState<Record<string, string>>({});
    const [outcome, setOutcome] = useState('');
    const save = async () => {
        try {
            await savePreferences(userId, category, changes);
            onSubmit?.(changes);
            setChanges({});
            setOutcome('Saved.');
        } catch (error) {
            setOutcome(reasonOf(error));
        }
    };
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                void save();
            }}
        >
            {settings.map((setting) => (
                <Setting
                    key={setting.name}
                    setting={setting}
                    value={changes[setting.name] ?? stored[setting.name] ?? ''}
                    disabled={disabled}
                    onChange={(name, value) => {
                        setOutcome('');
                        setChanges((before) => ({ ...before, [name]: value }));
                    }}
                />
            ))}
            <button
                type="submit"
                className="btn btn-primary"
                disabled={disabled || Object.keys(changes).length === 0}
            >
                Save
            </button>
            <p role="status">{outcome}</p>
        </form>
    );
}

interface SettingProps {
    setting: PluginUserSetting;
    value: string;
    disabled: boolean;
    onChange: (name: string, value: string) => void;
}

function Setting({ setting, value, disabled, onChange }: SettingProps): React.JSX.Element {
    const { name, title, helpText, options = [], component: Custom } = setting;
    if (Custom) {
        return <Custom informChange={onChange} />;
    }
    return (
        <fieldset className="settings__radios" disabled={disabled}>
            <legend>{title ?? name}</legend>
            {helpText && <small>{helpText}</small>}
            {options.map((option) => (
                <label key={option.value} className="field__radio">
                    <input
                        type="radio"
                        name={name}
                        value={option.value}
                        checked={option.value === value}
                        onChange={() => onChange(name, option.value)}
                    />{' '}
                    {option.text}
                    {option.helpText && <small> {option.helpText}</small>}
                </label>
            ))}
        </fieldset>
    );
}
