/** The language and the density of posts. The theme is chosen in the bar at the top. */
import React, { useState } from 'react';

import { put, reasonOf } from '../server/rest';
import { currentUser, isCompact, localeOf } from '../store/selectors';
import { useAppSelector } from '../store/store';

import { savePreferences } from './save_preferences';

/** Some of the languages that Mattermost has, each by its own name. */
const LANGUAGES: Record<string, string> = {
    en: 'English (US)',
    'en-AU': 'English (Australia)',
    de: 'Deutsch',
    es: 'Español',
    fr: 'Français',
    it: 'Italiano',
    nl: 'Nederlands',
    pl: 'Polski',
    'pt-BR': 'Português (Brasil)',
    ru: 'Русский',
    sv: 'Svenska',
    tr: 'Türkçe',
    uk: 'Українська',
    ja: '日本語',
    ko: '한국어',
    'zh-CN': '中文 (简体)',
};

export function DisplayTab(): React.JSX.Element {
    const userId = useAppSelector(currentUser)?.id ?? '';
    const locale = useAppSelector(localeOf);
    const compact = useAppSelector(isCompact);
    const [failure, setFailure] = useState('');
    const save = (saving: Promise<unknown>) => {
        setFailure('');
        saving.catch((error: unknown) => setFailure(reasonOf(error)));
    };
    const known = LANGUAGES[locale] ? LANGUAGES : { ...LANGUAGES, [locale]: locale };
    return (
        <>
            <Choice
                label="Language"
                value={locale}
                options={Object.entries(known)}
                onChoose={(name) => save(put('/users/me/patch', { locale: name }))}
            />
            <Choice
                label="Message display"
                value={compact ? 'compact' : 'clean'}
                options={[
                    ['clean', 'Standard'],
                    ['compact', 'Compact'],
                ]}
                onChoose={(message_display) =>
                    save(savePreferences(userId, 'display_settings', { message_display }))
                }
            />
            <p role="alert" className="error-text">
                {failure}
            </p>
        </>
    );
}

interface ChoiceProps {
    label: string;
    value: string;
    options: [string, string][];
    onChoose: (value: string) => void;
}

function Choice({ label, value, options, onChoose }: ChoiceProps): React.JSX.Element {
    return (
        <label className="field">
            {label}
            <select value={value} onChange={(event) => onChoose(event.target.value)}>
                {options.map(([name, text]) => (
                    <option key={name} value={name}>
                        {text}
                    </option>
                ))}
            </select>
        </label>
    );
}
