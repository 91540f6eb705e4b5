/**
 * The registry that a plugin's web app is given, with those of Mattermost's methods that this
 * client has a place for. The others say so in the console and answer nothing.
 */
import type { ComponentType, ReactNode } from 'react';
import React from 'react';
import type { Reducer } from 'redux';

import { localeOf } from '../store/selectors';
import type { PluginComponent, PluginPlace } from '../store/state';
import type { AppStore } from '../store/store';

import type { EventHandlers } from './event_handlers';

type AnyComponent = ComponentType<Record<string, unknown>>;
type Translations = (locale: string) => Record<string, string> | undefined;

/** Makes the registry of one plugin, as it is loaded once. */
export function makeRegistry(pluginId: string, store: AppStore, events: EventHandlers): object {
    const registry = new PluginRegistry(pluginId, store, events);
    return new Proxy(registry, {
        get: (target, name, receiver) =>
            name in target || typeof name !== 'string' || !/^(un)?register/.test(name)
                ? (Reflect.get(target, name, receiver) as unknown)
                : () => {
                      console.error(
                          `${pluginId}: ${name} is not implemented in the dev server: ` +
                              'nothing was registered',
                      );
                  },
    });
}

class PluginRegistry {
    readonly supports = { globalAppBar: true, globalRhs: false };

    constructor(
        readonly id: string,
        private readonly store: AppStore,
        private readonly events: EventHandlers,
    ) {}

    registerRootComponent = (...args: unknown[]): string => {
        const [component] = positional(args, ['component']);
        return this.add('Root', { component: component as AnyComponent });
    };

    registerChannelHeaderButtonAction = (...args: unknown[]): string => {
        const names = ['icon', 'action', 'dropdownText', 'tooltipText'];
        const [icon, action, dropdownText, tooltipText] = positional(args, names);
        return this.add('ChannelHeaderButton', {
            icon: asElement(icon),
            action: action as NonNullable<PluginComponent['action']>,
            text: asElement(tooltipText ?? dropdownText),
        });
    };

    registerAppBarComponent = (...args: unknown[]): string | undefined => {
        const names = ['iconUrl', 'action', 'tooltipText', 'supportedProductIds', 'rhsComponent'];
        const [iconUrl, action, tooltipText, , rhsComponent] = positional(args, names);
        if (rhsComponent) {
            console.error(
                `${this.id}: registerAppBarComponent with rhsComponent is not implemented in the ` +
                    'dev server: nothing was registered',
            );
            return undefined;
        }
        return this.add('AppBar', {
            iconUrl: String(iconUrl),
            action: action as NonNullable<PluginComponent['action']>,
            text: asElement(tooltipText),
        });
    };

    registerPostTypeComponent = (...args: unknown[]): string => {
        const [type, component] = positional(args, ['type', 'component']);
        const id = crypto.randomUUID();
        const data = { id, pluginId: this.id, type: String(type) };
        this.store.dispatch({
            type: 'RECEIVED_PLUGIN_POST_COMPONENT',
            data: { ...data, component: component as AnyComponent },
        });
        return id;
    };

    registerReducer = (...args: unknown[]): void => {
        const [reducer] = positional(args, ['reducer']);
        this.store.addPluginReducer(this.id, reducer as Reducer<unknown>);
    };

    registerWebSocketEventHandler = (...args: unknown[]): void => {
        const [event, handler] = positional(args, ['event', 'handler']);
        this.events.set(this.id, String(event), handler as (message: unknown) => void);
    };

    registerReconnectHandler = (...args: unknown[]): void => {
        const [handler] = positional(args, ['handler']);
        this.events.setReconnect(this.id, handler as () => void);
    };

    registerTranslations = (...args: unknown[]): void => {
        const [translationsOf] = positional(args, ['getTranslationsForLocale']);
        const locale = localeOf(this.store.getState());
        const translations = (translationsOf as Translations)(locale) ?? {};
        this.store.dispatch({ type: 'RECEIVED_TRANSLATIONS', data: { locale, translations } });
    };

    unregisterComponent = (...args: unknown[]): void => {
        const [id] = positional(args, ['componentId']);
        this.store.dispatch({ type: 'REMOVED_PLUGIN_COMPONENT', id: String(id) });
    };

    unregisterPostTypeComponent = (...args: unknown[]): void => {
        const [id] = positional(args, ['componentId']);
        this.store.dispatch({ type: 'REMOVED_PLUGIN_POST_COMPONENT', id: String(id) });
    };

    unregisterWebSocketEventHandler = (...args: unknown[]): void => {
        const [event] = positional(args, ['event']);
        this.events.delete(this.id, String(event));
    };

    unregisterReconnectHandler = (): void => {
        this.events.deleteReconnect(this.id);
    };

    private add(name: PluginPlace, parts: Omit<PluginComponent, 'id' | 'pluginId'>): string {
        const id = crypto.randomUUID();
        const data = { id, pluginId: this.id, ...parts };
        this.store.dispatch({ type: 'RECEIVED_PLUGIN_COMPONENT', name, data });
        return id;
    }
}

/** Each method takes its parameters by place, or all in one object that has no other keys. */
export function positional(args: unknown[], names: string[]): unknown[] {
    const [only] = args;
    const isTable =
        args.length === 1 &&
        typeof only === 'object' &&
        only !== null &&
        Object.getPrototypeOf(only) === Object.prototype;
    const keys = isTable ? Object.keys(only) : [];
    return keys.length > 0 && keys.every((key) => names.includes(key))
        ? names.map((name) => (only as Record<string, unknown>)[name])
        : args;
}

/** What a plugin gives may be drawn already, or be the type of a component. */
function asElement(given: unknown): ReactNode {
    return typeof given === 'function'
        ? React.createElement(given as AnyComponent)
        : (given as ReactNode);
}
