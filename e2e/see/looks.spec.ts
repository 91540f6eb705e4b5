/** Themes and languages: the page around the posts is Mattermost's, in the person's choice of both. */
import { expect, picture, test } from './test';

/** The themes, and the colour that each gives to the channel. */
const THEMES = {
    denim: 'rgb(255, 255, 255)',
    sapphire: 'rgb(255, 255, 255)',
    quartz: 'rgb(255, 255, 255)',
    indigo: 'rgb(17, 24, 39)',
    onyx: 'rgb(25, 27, 31)',
};

test('every theme', async ({ alice }) => {
    await alice.makeChannel('Themes');
    await alice.startByCommand('Design review');
    const theme = alice.page.getByRole('combobox', { name: 'Theme', exact: true });

    for (const [name, colour] of Object.entries(THEMES)) {
        await theme.selectOption(name);
        await expect(alice.meetings).toHaveCSS('background-color', colour);
        await picture(alice.page, `theme-${name}`);
    }
    await theme.selectOption('denim');
});

const LANGUAGES = [
    ['de', 'Am Meeting teilnehmen', 'Zoom-Meeting starten'],
    ['ja', 'ミーティングに参加', 'Zoomミーティングを開始'],
    ['pl', 'Dołącz do spotkania', 'Rozpocznij spotkanie Zoom'],
] as const;

for (const [locale, join, start] of LANGUAGES) {
    test(`in the language ${locale}`, async ({ alice }) => {
        await alice.makeChannel(`Language ${locale}`);
        await alice.startByCommand('Design review');
        await alice.api('PUT', '/api/v4/users/me/patch', { locale });
        await alice.page.reload();

        await expect(alice.meetings.getByRole('link')).toHaveText(join);
        await expect(alice.page.getByRole('button', { name: start }).first()).toBeVisible();
        await picture(alice.page, `language-${locale}`);

        await alice.api('PUT', '/api/v4/users/me/patch', { locale: 'en' });
        await alice.page.reload();
        await expect(alice.zoomButton).toBeVisible();
    });
}
