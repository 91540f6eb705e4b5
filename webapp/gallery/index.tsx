/** The gallery: every exhibit in every theme on one page, in a language that the visitor chooses. */
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { IntlProvider } from 'react-intl';

import { withEnglish } from '../src/i18n';
import en from '../src/i18n/en.json';
import panelEn from '../src/panel/en.json';
import consoleEn from '../src/system_console/en.json';
import styles from '../src/styles.css?inline';
import { THEMES, variablesOf } from '../test/theme';

import { EXHIBITS, type Exhibit } from './exhibits';
import galleryStyles from './gallery.css?inline';
import { answerInstead } from './server';

const FILES = import.meta.glob<Record<string, string>>('../../public/i18n/*.json', {
    eager: true,
    import: 'default',
});

const LANGUAGES: Record<string, Record<string, string>> = {
    en: { ...en, ...consoleEn, ...panelEn },
    ...Object.fromEntries(
        Object.entries(FILES).map(([file, texts]) => [
            file.replace(/^.*\/|\.json$/g, ''),
            withEnglish(texts),
        ]),
    ),
};

function Gallery() {
    const [locale, setLocale] = useState('en');
    return (
        <>
            <header className="gallery__head">
                <h1>Zoom for Mattermost</h1>
                <h2>All there is to see</h2>
                <label>
                    Language{' '}
                    <select
                        value={locale}
                        onChange={(event) => {
                            setLocale(event.target.value);
                        }}
                    >
                        {Object.keys(LANGUAGES).map((name) => (
                            <option key={name}>{name}</option>
                        ))}
                    </select>
                </label>
            </header>
            <main className="gallery">
                <IntlProvider locale={locale} messages={LANGUAGES[locale] ?? {}}>
                    {Object.entries(THEMES)
                        .filter(isShown)
                        .map(([name, theme]) => (
                            <Room key={name} name={name} theme={theme} />
                        ))}
                </IntlProvider>
            </main>
        </>
    );
}

/** The address may name one theme: `gallery.html?theme=onyx`. */
function isShown([name]: [string, unknown]): boolean {
    const wanted = new URLSearchParams(location.search).get('theme');
    return wanted === null || wanted === name;
}

function Room({ name, theme }: { name: string; theme: Record<string, string> }) {
    return (
        <section
            className="gallery__room"
            id={`theme-${name}`}
            aria-label={name}
            style={variablesOf(theme)}
        >
            <h3>{name}</h3>
            {EXHIBITS.map((exhibit) => (
                <Frame key={exhibit.name} exhibit={exhibit} />
            ))}
        </section>
    );
}

function Frame({ exhibit }: { exhibit: Exhibit }) {
    return (
        <div className="gallery__frame" data-exhibit={exhibit.name}>
            <h4>{exhibit.name}</h4>
            <div style={exhibit.width ? { maxWidth: exhibit.width } : {}}>{exhibit.element}</div>
        </div>
    );
}

const sheet = document.createElement('style');
sheet.textContent = styles + galleryStyles;
document.head.appendChild(sheet);
answerInstead();
const root = document.getElementById('gallery');
if (root) {
    createRoot(root).render(<Gallery />);
}
