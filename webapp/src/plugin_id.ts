/** The id under which Mattermost knows the plugin. */
export const PLUGIN_ID = 'zoom';
