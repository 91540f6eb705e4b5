/** What plugins hung into the page, sorted by their ids as Mattermost draws them. */
import type { Action } from './actions';
import type { GlobalState } from './state';

type Plugins = GlobalState['plugins'];

const without = <T>(table: Record<string, T>, drop: (item: T) => boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([, item]) => !drop(item)));

function filtered(
    components: Plugins['components'],
    keep: (component: { id: string; pluginId: string }) => boolean,
): Plugins['components'] {
    const entries = Object.entries(components).map(
        ([name, list]) => [name, list.filter(keep)] as const,
    );
    return Object.fromEntries(entries.filter(([, list]) => list.length > 0));
}

export function plugins(state: Plugins, action: Action): Plugins {
    switch (action.type) {
        case 'RECEIVED_WEBAPP_PLUGIN':
            return { ...state, plugins: { ...state.plugins, [action.data.id]: action.data } };
        case 'REMOVED_WEBAPP_PLUGIN':
            return removed(state, action.data.id);
        case 'RECEIVED_PLUGIN_COMPONENT': {
            const list = [...(state.components[action.name] ?? []), action.data];
            list.sort((a, b) => a.pluginId.localeCompare(b.pluginId));
            return { ...state, components: { ...state.components, [action.name]: list } };
        }
        case 'REMOVED_PLUGIN_COMPONENT':
            return { ...state, components: filtered(state.components, (c) => c.id !== action.id) };
        case 'RECEIVED_PLUGIN_POST_COMPONENT':
            return { ...state, postTypes: withPostType(state.postTypes, action.data) };
        case 'REMOVED_PLUGIN_POST_COMPONENT':
            return { ...state, postTypes: without(state.postTypes, (t) => t.id === action.id) };
        default:
            return settings(state, action);
    }
}

/** What plugins hung into the settings of people and of the server. */
function settings(state: Plugins, action: Action): Plugins {
    switch (action.type) {
        case 'RECEIVED_PLUGIN_USER_SETTINGS': {
            const { pluginId, setting } = action.data;
            return { ...state, userSettings: { ...state.userSettings, [pluginId]: setting } };
        }
        case 'RECEIVED_ADMIN_CONSOLE_CUSTOM_COMPONENT':
            return {
                ...state,
                adminConsoleCustomComponents: withCustom(
                    state.adminConsoleCustomComponents,
                    action.data.pluginId,
                    action.data,
                ),
            };
        case 'RECEIVED_ADMIN_CONSOLE_CUSTOM_SECTION':
            return {
                ...state,
                adminConsoleCustomSections: withCustom(
                    state.adminConsoleCustomSections,
                    action.data.pluginId,
                    { ...action.data, options: { showTitle: true } },
                ),
            };
        default:
            return state;
    }
}

/** Keys of settings are compared in lower case. */
function withCustom(
    table: Plugins['adminConsoleCustomComponents'],
    pluginId: string,
    custom: Plugins['adminConsoleCustomComponents'][string][string],
): Plugins['adminConsoleCustomComponents'] {
    return { ...table, [pluginId]: { ...table[pluginId], [custom.key.toLowerCase()]: custom } };
}

/** Of two plugins that draw the same type, the one whose id sorts first does it. */
function withPostType(
    types: Plugins['postTypes'],
    added: Plugins['postTypes'][string],
): Plugins['postTypes'] {
    const known = types[added.type];
    return known && known.pluginId < added.pluginId ? types : { ...types, [added.type]: added };
}

const withoutKey = <T>(table: Record<string, T>, key: string): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([name]) => name !== key));

function removed(state: Plugins, pluginId: string): Plugins {
    return {
        plugins: withoutKey(state.plugins, pluginId),
        components: filtered(state.components, (component) => component.pluginId !== pluginId),
        postTypes: without(state.postTypes, (type) => type.pluginId === pluginId),
        userSettings: withoutKey(state.userSettings, pluginId),
        adminConsoleCustomComponents: withoutKey(state.adminConsoleCustomComponents, pluginId),
        adminConsoleCustomSections: withoutKey(state.adminConsoleCustomSections, pluginId),
    };
}
