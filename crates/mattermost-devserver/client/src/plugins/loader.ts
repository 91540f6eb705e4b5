/** Loading the web apps of plugins as Mattermost does: one script each, which registers itself. */
import { basePath, get } from '../server/rest';
import type { ServerEvent } from '../server/socket';
import type { AppStore } from '../store/store';

import { EventHandlers } from './event_handlers';
import { makeRegistry } from './registry';
import { TranslationSources } from './translations';

interface Manifest {
    id: string;
    version?: string;
    webapp?: { bundle_path?: string };
}

interface PluginObject {
    initialize?: (registry: object, store: AppStore) => void;
    uninitialize?: () => void;
    /** The older name of `uninitialize`. */
    deinitialize?: () => void;
}

declare global {
    interface Window {
        plugins?: Record<string, PluginObject>;
        registerPlugin?: (id: string, plugin: PluginObject) => void;
    }
}

/** The server lists `/static/<id>/…` and serves it at `/static/plugins/<id>/…`. */
export function scriptUrl(bundlePath: string): string {
    return `${basePath()}${bundlePath.replace(/^\/static\/(?!plugins\/)/, '/static/plugins/')}`;
}

/** Loads and removes the web apps of plugins in one page. */
export class PluginLoader {
    private readonly events = new EventHandlers();
    private readonly loaded = new Map<string, string>();
    private readonly plugins: Record<string, PluginObject> = {};
    private readonly translations: TranslationSources;

    constructor(private readonly store: AppStore) {
        this.translations = new TranslationSources(store);
        window.plugins = this.plugins;
        window.registerPlugin = (id, plugin) => {
            this.register(id, plugin);
        };
    }

    /** Loads all plugins that the server has enabled. */
    async loadAll(): Promise<void> {
        const manifests = await get<Manifest[]>('/plugins/webapp');
        await Promise.all(manifests.map((manifest) => this.load(manifest)));
    }

    /** Loads what is new or changed, and takes away what is gone. */
    async follow(): Promise<void> {
        const manifests = await get<Manifest[]>('/plugins/webapp');
        const gone = [...this.loaded.keys()].filter((id) => !manifests.some((m) => m.id === id));
        gone.forEach((id) => {
            this.remove(id);
        });
        await Promise.all(manifests.map((manifest) => this.load(manifest)));
    }

    /** Loads one plugin, in the place of another version of it. */
    async load(manifest: Manifest): Promise<void> {
        const bundle = manifest.webapp?.bundle_path;
        if (!bundle || this.loaded.get(manifest.id) === bundle) {
            return;
        }
        this.remove(manifest.id);
        this.loaded.set(manifest.id, bundle);
        this.store.dispatch({ type: 'RECEIVED_WEBAPP_PLUGIN', data: manifest });
        await addScript(manifest.id, scriptUrl(bundle));
        console.log(`Loaded plugin ${manifest.id}, version ${manifest.version ?? '?'}`);
    }

    /** Takes a plugin out of the page. */
    remove(id: string): void {
        if (!this.loaded.delete(id)) {
            return;
        }
        this.store.dispatch({ type: 'REMOVED_WEBAPP_PLUGIN', data: { id } });
        this.uninitialize(id);
        this.events.deletePlugin(id);
        this.translations.delete(id);
        document.getElementById(`plugin_${id}`)?.remove();
    }

    handleEvent(event: ServerEvent): void {
        this.events.handle(event);
    }

    handleReconnect(): void {
        this.events.handleReconnect();
    }

    private register(id: string, plugin: PluginObject): void {
        if (!this.loaded.has(id)) {
            console.error(`registerPlugin was called for ${id}, which is not being loaded`);
            return;
        }
        this.uninitialize(id);
        this.plugins[id] = plugin;
        const { store, events, translations } = this;
        plugin.initialize?.(makeRegistry(id, { store, events, translations }), store);
    }

    private uninitialize(id: string): void {
        const plugin = this.plugins[id];
        (plugin?.uninitialize ?? plugin?.deinitialize)?.call(plugin);
    }
}

function addScript(id: string, src: string): Promise<void> {
    return new Promise((resolve) => {
        const script = document.createElement('script');
        script.id = `plugin_${id}`;
        script.type = 'text/javascript';
        script.defer = true;
        script.src = src;
        script.onload = () => {
            resolve();
        };
        // A plugin that does not load must not keep the page from the others.
        script.onerror = () => {
            console.error(`The web app of the plugin ${id} could not be loaded from ${src}`);
            resolve();
        };
        document.head.appendChild(script);
    });
}
