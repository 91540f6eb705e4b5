/**
 * The registry that a plugin's web app is given, with those of Mattermost's methods that this
 * client has a place for. The others say so in the console and answer nothing.
 */
import type { Reducer } from 'redux';

import type { AnyComponent, PluginComponent, PluginUserSettings } from '../store/state';
import type { AppStore } from '../store/store';

import type { EventHandlers } from './event_handlers';
import { makePanelActions, type PanelActions } from './panel_actions';
import { asElement, asFunction, named, SLOTS } from './slots';
import type { TranslationsOf, TranslationSources } from './translations';
import { validUserSettings } from './user_settings';

/** What of the page a registry changes. */
export interface RegistryHost {
    store: AppStore;
    events: EventHandlers;
    translations: TranslationSources;
}

type Method = (...args: unknown[]) => unknown;

/** Makes the registry of one plugin, as it is loaded once. */
export function makeRegistry(pluginId: string, host: RegistryHost): object {
    const registry = new PluginRegistry(pluginId, host);
    const slots: Record<string, Method> = {};
    for (const [name, slot] of Object.entries(SLOTS)) {
        slots[name] = (...args) => registry.add(slot.place, slot.parts(named(args, slot.params)));
    }
    return new Proxy(Object.assign(registry, slots), {
        get: (target, name, receiver) =>
            name in target || typeof name !== 'string' || !/^(un)?register/.test(name)
                ? (Reflect.get(target, name, receiver) as unknown)
                : () => complain(pluginId, name),
    });
}

function complain(pluginId: string, name: string): void {
    console.error(
        `${pluginId}: ${name} is not implemented in the dev server: nothing was registered`,
    );
}

class PluginRegistry {
    readonly supports = { globalAppBar: true, globalRhs: true };

    constructor(
        readonly id: string,
        private readonly host: RegistryHost,
    ) {}

    /** Hangs something into a place; answers its id. */
    add(name: string, parts: Omit<PluginComponent, 'id' | 'pluginId'>): string {
        const id = crypto.randomUUID();
        const data = { id, pluginId: this.id, ...parts };
        this.host.store.dispatch({ type: 'RECEIVED_PLUGIN_COMPONENT', name, data });
        return id;
    }

    registerAppBarComponent: Method = (...args) => {
        const names = ['iconUrl', 'action', 'tooltipText', 'supportedProductIds'];
        const given = named(args, [...names, 'rhsComponent', 'rhsTitle']);
        const parts = { iconUrl: String(given.iconUrl), text: asElement(given.tooltipText) };
        if (!given.rhsComponent) {
            return this.add('AppBar', { ...parts, action: asFunction(given.action) });
        }
        const rhsComponent = this.panel(given.rhsComponent, given.rhsTitle);
        const toggle = () => this.host.store.dispatch(rhsComponent.toggleRHSPlugin);
        const icon = { ...parts, action: toggle, rhsComponentId: rhsComponent.id };
        return { id: this.add('AppBar', icon), rhsComponent };
    };

    registerRightHandSidebarComponent: Method = (...args) => {
        const { component, title } = named(args, ['component', 'title']);
        return this.panel(component, title);
    };

    private panel(component: unknown, title: unknown): PanelActions {
        const parts = { component: component as AnyComponent, title: asElement(title) };
        return makePanelActions(this.add('RightHandSidebarComponent', parts));
    }

    registerPostDropdownSubMenuAction: Method = (...args) => {
        const { text, filter } = named(args, ['text', 'action', 'filter']);
        const shown = filter ? asFunction(filter) : undefined;
        const id = this.add('PostDropdownMenu', { text: asElement(text), filter: shown });
        const rootRegisterMenuItem: Method = (innerText, action, innerFilter) =>
            this.add('PostDropdownMenu', {
                text: asElement(innerText),
                action: asFunction(action),
                filter: innerFilter ? asFunction(innerFilter) : undefined,
                parentMenuId: id,
            });
        return { id, rootRegisterMenuItem };
    };

    registerPostTypeComponent: Method = (...args) => {
        const { type, component } = named(args, ['type', 'component']);
        const id = crypto.randomUUID();
        const data = { id, pluginId: this.id, type: String(type) };
        this.host.store.dispatch({
            type: 'RECEIVED_PLUGIN_POST_COMPONENT',
            data: { ...data, component: component as AnyComponent },
        });
        return id;
    };

    registerReducer: Method = (...args) => {
        const { reducer } = named(args, ['reducer']);
        this.host.store.addPluginReducer(this.id, reducer as Reducer<unknown>);
    };

    registerWebSocketEventHandler: Method = (...args) => {
        const { event, handler } = named(args, ['event', 'handler']);
        this.host.events.set(this.id, String(event), handler as (message: unknown) => void);
    };

    registerReconnectHandler: Method = (...args) => {
        const { handler } = named(args, ['handler']);
        this.host.events.setReconnect(this.id, handler as () => void);
    };

    registerTranslations: Method = (...args) => {
        const { getTranslationsForLocale } = named(args, ['getTranslationsForLocale']);
        this.host.translations.set(this.id, getTranslationsForLocale as TranslationsOf);
    };

    registerUserSettings: Method = (...args) => {
        const { setting } = named(args, ['setting']);
        const valid = validUserSettings(this.id, setting as Partial<PluginUserSettings>);
        if (valid) {
            const data = { pluginId: this.id, setting: valid };
            this.host.store.dispatch({ type: 'RECEIVED_PLUGIN_USER_SETTINGS', data });
        }
    };

    registerAdminConsoleCustomSetting: Method = (...args) => {
        const { key, component, options } = named(args, ['key', 'component', 'options']);
        const { showTitle = false } = (options ?? {}) as { showTitle?: boolean };
        const data = { key: String(key), component: component as AnyComponent };
        this.host.store.dispatch({
            type: 'RECEIVED_ADMIN_CONSOLE_CUSTOM_COMPONENT',
            data: { ...data, pluginId: this.id, options: { showTitle } },
        });
    };

    registerAdminConsoleCustomSection: Method = (...args) => {
        const { key, component } = named(args, ['key', 'component']);
        const data = { key: String(key), component: component as AnyComponent, pluginId: this.id };
        this.host.store.dispatch({ type: 'RECEIVED_ADMIN_CONSOLE_CUSTOM_SECTION', data });
    };

    unregisterComponent: Method = (...args) => {
        const { componentId } = named(args, ['componentId']);
        this.host.store.dispatch({ type: 'REMOVED_PLUGIN_COMPONENT', id: String(componentId) });
    };

    unregisterPostTypeComponent: Method = (...args) => {
        const { componentId: id } = named(args, ['componentId']);
        this.host.store.dispatch({ type: 'REMOVED_PLUGIN_POST_COMPONENT', id: String(id) });
    };

    unregisterWebSocketEventHandler: Method = (...args) => {
        const { event } = named(args, ['event']);
        this.host.events.delete(this.id, String(event));
    };

    unregisterReconnectHandler = (): void => {
        this.host.events.deleteReconnect(this.id);
    };
}
