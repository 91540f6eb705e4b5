/** What a plugin gives for the settings of a person, checked: what is malformed is left out. */
import type { PluginUserSection, PluginUserSetting, PluginUserSettings } from '../store/state';

/** The valid parts; nothing where the whole is invalid, with a word in the console. */
export function validUserSettings(
    pluginId: string,
    given: Partial<PluginUserSettings> | undefined,
): PluginUserSettings | undefined {
    const sections = (given?.sections ?? []).filter(isSection);
    if (!given?.id || !given.uiName || sections.length === 0) {
        console.warn(`${pluginId}: user settings need an id, an uiName and a valid section`);
        return undefined;
    }
    return { ...given, id: given.id, uiName: given.uiName, sections: sections.map(withValid) };
}

const isSection = (section: PluginUserSection): boolean =>
    Boolean(section.title) &&
    (section.component !== undefined || (section.settings ?? []).some(isSetting));

const withValid = (section: PluginUserSection): PluginUserSection =>
    section.settings ? { ...section, settings: section.settings.filter(isSetting) } : section;

function isSetting(setting: PluginUserSetting): boolean {
    if (!setting.name) {
        return false;
    }
    return setting.type === 'custom'
        ? setting.component !== undefined
        : setting.default !== undefined && (setting.options ?? []).length > 0;
}
