/** What the console reads of a plugin's manifest. */
export interface Setting {
    key: string;
    display_name?: string;
    type: string;
    help_text?: string;
    placeholder?: string;
    regenerate_help_text?: string;
    default?: unknown;
    options?: { display_name: string; value: string }[];
    hosting?: string;
    secret?: boolean;
}

export interface Section {
    key: string;
    title?: string;
    subtitle?: string;
    header?: string;
    footer?: string;
    custom?: boolean;
    fallback?: boolean;
    settings?: Setting[];
}

export interface Manifest {
    id: string;
    name?: string;
    version?: string;
    description?: string;
    settings_schema?: {
        header?: string;
        footer?: string;
        settings?: Setting[];
        sections?: Section[];
    };
}

/** A value without the members that are null: Go writes an empty list so. */
export function withoutNulls<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map(withoutNulls) as T;
    }
    if (typeof value !== 'object' || value === null) {
        return value;
    }
    const members = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(members.map(([name, member]) => [name, withoutNulls(member)])) as T;
}

/** How a plugin does on a node. */
export interface PluginStatus {
    plugin_id: string;
    cluster_id: string;
    state: number;
    error: string;
}

const STATES = [
    'Not running',
    'Starting',
    'Running',
    'Failed to start',
    'Failed to stay running',
    'Stopping',
];

/** The words for a plugin's states, one line for each node. */
export function stateLines(pluginId: string, statuses: PluginStatus[]): string[] {
    return statuses
        .filter(({ plugin_id }) => plugin_id === pluginId)
        .map(({ cluster_id, state, error }) => {
            const text = `${STATES[state] ?? 'Unknown'}${error ? `: ${error}` : ''}`;
            return cluster_id ? `${cluster_id}: ${text}` : text;
        });
}

/** All settings that this server shows, those in sections included. */
export function settingsOf(manifest: Manifest): Setting[] {
    const { settings = [], sections = [] } = manifest.settings_schema ?? {};
    return [...settings, ...sections.flatMap((section) => section.settings ?? [])].filter(isShown);
}

/** Settings of Mattermost's own cloud have no place here. */
export const isShown = ({ hosting }: Setting): boolean => hosting !== 'cloud';
