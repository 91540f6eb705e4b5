/** What plugins hung into the page, sorted by their ids as Mattermost draws them. */
import type { Action } from './actions';
import type { GlobalState, PluginPlace } from './state';

type Plugins = GlobalState['plugins'];

const without = <T>(table: Record<string, T>, drop: (item: T) => boolean): Record<string, T> =>
    Object.fromEntries(Object.entries(table).filter(([, item]) => !drop(item)));

function filtered(
    components: Plugins['components'],
    keep: (component: { id: string; pluginId: string }) => boolean,
): Plugins['components'] {
    const entries = Object.entries(components).map(([name, list]) => [name, list.filter(keep)]);
    return Object.fromEntries(entries) as Record<PluginPlace, Plugins['components'][PluginPlace]>;
}

export function plugins(state: Plugins, action: Action): Plugins {
    switch (action.type) {
        case 'RECEIVED_WEBAPP_PLUGIN':
            return { ...state, plugins: { ...state.plugins, [action.data.id]: action.data } };
        case 'REMOVED_WEBAPP_PLUGIN':
            return removed(state, action.data.id);
        case 'RECEIVED_PLUGIN_COMPONENT': {
            const list = [...state.components[action.name], action.data];
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
            return state;
    }
}

/** Of two plugins that draw the same type, the one whose id sorts first does it. */
function withPostType(
    types: Plugins['postTypes'],
    added: Plugins['postTypes'][string],
): Plugins['postTypes'] {
    const known = types[added.type];
    return known && known.pluginId < added.pluginId ? types : { ...types, [added.type]: added };
}

function removed(state: Plugins, pluginId: string): Plugins {
    const { [pluginId]: _, ...rest } = state.plugins;
    return {
        plugins: rest,
        components: filtered(state.components, (component) => component.pluginId !== pluginId),
        postTypes: without(state.postTypes, (type) => type.pluginId === pluginId),
    };
}
