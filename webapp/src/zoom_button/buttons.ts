/**
 * The buttons of the plugin: those that start a meeting, in the app bar, or in the channel's header
 * where the server has no app bar; those that open the panel, in the app bar and in the channel's
 * menu; and the one that calls somebody, in the popover with their profile. They are there while the
 * plugin is set up, and named in the person's language.
 */
import { createElement, type ComponentType } from 'react';

import { isConfigured, pluginUrl } from '../api';
import { PLUGIN_ID } from '../plugin_id';
import type { ChannelAction, PopoverProps, Registry, WebSocketMessage } from '../registry';
import type { Starter } from '../start_meeting/starter';

import { HeaderIcon } from './header_icon';

/**
 * The event by which the server tells that an admin has changed what pages show: whether the plugin is
 * set up, or who may see who is in meetings.
 */
export const CONFIGURATION_CHANGED = `custom_${PLUGIN_ID}_configuration_changed`;

/** What the buttons do. */
export interface ButtonParts {
    starter: Starter;
    togglePanel: () => void;
    CallButton: ComponentType<PopoverProps>;
    /** What they are called at present. */
    labels: () => { start: string; panel: string };
}

/** Shows and hides the buttons. */
export class Buttons {
    private shown: string[] = [];
    private isWanted = false;
    /** How often an event told whether it is set up. */
    private events = 0;

    constructor(
        private readonly registry: Registry,
        private readonly parts: ButtonParts,
    ) {}

    /** Asks the server whether the plugin is set up. */
    async ask(): Promise<void> {
        const { events } = this;
        // Where that cannot be learned, the button itself explains what is in the way.
        const isWanted = (await isConfigured()) ?? true;
        // An event that came meanwhile is newer than the answer.
        if (events === this.events) {
            this.show(isWanted);
        }
    }

    /** The handler of the event, which comes from the network and may hold anything. */
    onChanged(message: WebSocketMessage): void {
        const configured = message.data?.configured;
        if (typeof configured === 'boolean') {
            this.events += 1;
            this.show(configured);
        }
    }

    /** Draws the buttons anew after the language has come. */
    rename(): void {
        if (this.isWanted) {
            this.hide();
            this.show(true);
        }
    }

    private show(isWanted: boolean): void {
        if (!isWanted) {
            this.hide();
        } else if (!this.isWanted) {
            this.shown = this.register().flatMap((id) => id ?? []);
        }
        this.isWanted = isWanted;
    }

    private hide(): void {
        this.shown.forEach((id) => {
            this.registry.unregisterComponent(id);
        });
        this.shown = [];
        this.isWanted = false;
    }

    /** A narrow page has room for one button in its header, which starts; the menu has the panel. */
    private register(): (string | undefined)[] {
        const { registry } = this;
        const { starter, togglePanel, CallButton, labels } = this.parts;
        const start: ChannelAction = (channel) => void starter.startIn(channel);
        const label = labels();
        const icon = createElement(HeaderIcon, { starter });
        const picture = (name: string) => pluginUrl(`public/${name}`);
        return [
            registry.registerChannelHeaderButtonAction(icon, start, label.start, label.start),
            registry.registerAppBarComponent(picture('app-bar-icon.png'), start, label.start),
            registry.registerAppBarComponent(picture('panel-icon.svg'), togglePanel, label.panel),
            registry.registerChannelHeaderMenuAction(label.panel, togglePanel),
            registry.registerPopoverUserActionsComponent(CallButton),
        ];
    }
}
