/** The page of one plugin in the System Console: its settings as the manifest describes them. */
import React from 'react';

import { PluginErrorBoundary } from '../plugins/error_boundary';
import { Markdown } from '../posts/markdown';
import { useAppSelector } from '../store/store';

import { isShown, stateLines, type Manifest, type PluginStatus, type Section } from './manifest';
import { SettingRow } from './setting_row';
import { useSettings, type SettingsForm } from './use_settings';

interface PluginSettingsProps {
    manifest: Manifest;
    statuses: PluginStatus[];
    onSaved: () => void;
}

export function PluginSettings(props: PluginSettingsProps): React.JSX.Element {
    const { manifest, statuses, onSaved } = props;
    const form = useSettings(manifest, onSaved);
    const {
        header = '',
        footer = '',
        settings = [],
        sections = [],
    } = manifest.settings_schema ?? {};
    return (
        <form
            className="console__form"
            data-testid={`sysconsole_section_${manifest.id}`}
            onSubmit={(event) => {
                event.preventDefault();
                void form.save();
            }}
        >
            <h1 className="console__title">{manifest.name ?? manifest.id}</h1>
            <div className="console__content">
                <Banner text={header} />
                <EnableRow form={form} state={stateLines(manifest.id, statuses).join('; ')} />
                {form.config &&
                    settings
                        .filter(isShown)
                        .map((setting) => (
                            <SettingRow
                                key={setting.key}
                                pluginId={manifest.id}
                                setting={setting}
                                form={form}
                            />
                        ))}
                <Banner text={footer} />
                {form.config &&
                    sections.map((section) => (
                        <SectionBlock
                            key={section.key}
                            pluginId={manifest.id}
                            section={section}
                            form={form}
                        />
                    ))}
            </div>
            <footer className="console__save">
                <button
                    id="saveSetting"
                    type="submit"
                    className="btn btn-primary"
                    disabled={!form.isChanged || form.isSaving}
                >
                    {form.isSaving ? 'Saving…' : 'Save'}
                </button>
                <p role="alert" className="error-text">
                    {form.failure}
                </p>
            </footer>
        </form>
    );
}

function Banner({ text }: { text: string }): React.JSX.Element | null {
    return text ? (
        <div className="console__banner">
            <Markdown text={text} />
        </div>
    ) : null;
}

function EnableRow({ form, state }: { form: SettingsForm; state: string }): React.JSX.Element {
    return (
        <fieldset className="setting">
            <legend>Enable Plugin:</legend>
            <div>
                {[true, false].map((value) => (
                    <label key={String(value)} className="field__radio">
                        <input
                            type="radio"
                            name="enable"
                            checked={form.isEnabled === value}
                            onChange={() => form.setEnabled(value)}
                        />{' '}
                        {value ? 'True' : 'False'}
                    </label>
                ))}
                <p className="setting__help">When true, this plugin is enabled. {state}</p>
            </div>
        </fieldset>
    );
}

interface SectionBlockProps {
    pluginId: string;
    section: Section;
    form: SettingsForm;
}

function SectionBlock({ pluginId, section, form }: SectionBlockProps): React.JSX.Element {
    const custom = useAppSelector(
        (state) => state.plugins.adminConsoleCustomSections[pluginId]?.[section.key.toLowerCase()],
    );
    const { title, subtitle, header = '', footer = '' } = section;
    const rows = (section.settings ?? [])
        .filter(isShown)
        .map((setting) => (
            <SettingRow key={setting.key} pluginId={pluginId} setting={setting} form={form} />
        ));
    if (section.custom && custom) {
        const Custom = custom.component;
        return (
            <PluginErrorBoundary pluginId={pluginId}>
                <Custom settingsList={rows} sectionTitle={title} sectionDescription={subtitle} />
            </PluginErrorBoundary>
        );
    }
    return (
        <section className="console__section">
            <h2>{title}</h2>
            {subtitle && <p>{subtitle}</p>}
            <Banner text={header} />
            {rows}
            <Banner text={footer} />
        </section>
    );
}
