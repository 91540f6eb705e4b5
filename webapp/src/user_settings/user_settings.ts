/** The tab "Zoom" among the person's settings in Mattermost. */
import { pluginUrl } from '../api';
import type { TextId } from '../i18n';
import { PLUGIN_ID } from '../plugin_id';
import type { RadioSection, UserSettings } from '../registry';
import { START_IN } from '../state';

import { choiceSection } from './choice_section';

const PmiSection = choiceSection('use_pmi');
const StatusSection = choiceSection('status');

/** The tab in the words of a language. Mattermost itself draws and keeps the first section. */
export function userSettings(texts: Record<TextId, string>): UserSettings {
    return {
        id: PLUGIN_ID,
        uiName: 'Zoom',
        icon: pluginUrl('public/app-bar-icon.png'),
        sections: [
            startInSection(texts),
            { title: texts['zoom.settings.pmi.title'], component: PmiSection },
            { title: texts['zoom.settings.status.title'], component: StatusSection },
        ],
    };
}

function startInSection(texts: Record<TextId, string>): RadioSection {
    return {
        title: texts['zoom.button.start'],
        settings: [
            {
                type: 'radio',
                name: START_IN,
                title: texts['zoom.settings.start_in.title'],
                helpText: texts['zoom.settings.start_in.help'],
                default: 'channel',
                options: [
                    { value: 'channel', text: texts['zoom.settings.start_in.channel'] },
                    { value: 'thread', text: texts['zoom.settings.start_in.thread'] },
                ],
            },
        ],
    };
}
