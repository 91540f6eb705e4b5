/**
 * The methods of the registry that hang one thing into one place: each with the place's name in the
 * state, its parameters in Mattermost's order, and what is kept of them.
 */
import type { ReactNode } from 'react';
import React from 'react';

import type { AnyComponent, PluginComponent } from '../store/state';

type Parts = Omit<PluginComponent, 'id' | 'pluginId'>;
type Given = Record<string, unknown>;

interface Slot {
    place: string;
    params: string[];
    parts: (given: Given) => Parts;
}

const component = (place: string): Slot => ({
    place,
    params: ['component'],
    parts: (given) => ({ component: given.component as AnyComponent }),
});

const hook = (place: string): Slot => ({
    place,
    params: ['hook'],
    parts: (given) => ({ hook: asFunction(given.hook) }),
});

const action = (place: string, params: string[], more: (given: Given) => Parts): Slot => ({
    place,
    params,
    parts: (given) => ({ action: asFunction(given.action), ...more(given) }),
});

export const SLOTS: Record<string, Slot> = {
    registerRootComponent: component('Root'),
    registerGlobalComponent: component('Global'),
    registerLeftSidebarHeaderComponent: component('LeftSidebarHeader'),
    registerSidebarChannelLinkLabelComponent: component('SidebarChannelLinkLabel'),
    registerChannelHeaderIcon: component('ChannelHeaderIcon'),
    registerPopoverUserAttributesComponent: component('PopoverUserAttributes'),
    registerPopoverUserActionsComponent: component('PopoverUserActions'),
    registerPostMessageAttachmentComponent: component('PostMessageAttachment'),
    registerPostActionComponent: component('PostAction'),
    registerPostEditorActionComponent: component('PostEditorAction'),
    registerPostDropdownMenuComponent: component('PostDropdownMenuItem'),
    registerMessageWillBePostedHook: hook('MessageWillBePosted'),
    registerSlashCommandWillBePostedHook: hook('SlashCommandWillBePosted'),
    registerMessageWillFormatHook: hook('MessageWillFormat'),
    registerChannelHeaderButtonAction: action(
        'ChannelHeaderButton',
        ['icon', 'action', 'dropdownText', 'tooltipText'],
        ({ icon, tooltipText, dropdownText }) => ({
            icon: asElement(icon),
            text: asElement(tooltipText ?? dropdownText),
        }),
    ),
    registerCallButtonAction: action(
        'CallButton',
        ['button', 'dropdownButton', 'action', 'icon', 'dropdownText'],
        ({ button, dropdownText }) => ({
            button: asElement(button),
            text: asElement(dropdownText),
        }),
    ),
    registerMainMenuAction: action('MainMenu', ['text', 'action', 'mobileIcon'], ({ text }) => ({
        text: asElement(text),
    })),
    registerChannelHeaderMenuAction: action(
        'ChannelHeader',
        ['text', 'action', 'shouldRender'],
        ({ text, shouldRender }) => ({
            text: asElement(text),
            shouldRender: shouldRender ? asFunction(shouldRender) : undefined,
        }),
    ),
    registerPostDropdownMenuAction: action(
        'PostDropdownMenu',
        ['text', 'action', 'filter'],
        ({ text, filter }) => ({
            text: asElement(text),
            filter: filter ? asFunction(filter) : undefined,
        }),
    ),
};

/** What a plugin gives may be drawn already, or be the type of a component. */
export function asElement(given: unknown): ReactNode {
    return typeof given === 'function'
        ? React.createElement(given as AnyComponent)
        : (given as ReactNode);
}

export const asFunction = (given: unknown) => given as NonNullable<PluginComponent['action']>;

/** Each method takes its parameters by place, or all in one object that has no other keys. */
export function named(args: unknown[], names: string[]): Given {
    const [only] = args;
    const isTable =
        args.length === 1 &&
        typeof only === 'object' &&
        only !== null &&
        Object.getPrototypeOf(only) === Object.prototype;
    const keys = isTable ? Object.keys(only) : [];
    return keys.length > 0 && keys.every((key) => names.includes(key))
        ? (only as Given)
        : Object.fromEntries(names.map((name, place) => [name, args[place]]));
}
