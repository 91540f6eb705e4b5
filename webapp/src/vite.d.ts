/** The version of the plugin; Vite puts it in from package.json. */
declare const PLUGIN_VERSION: string;
