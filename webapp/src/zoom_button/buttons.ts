/**
 * The two buttons: the app bar's, and the channel header's where the server has no app bar.
 * They are there while the plugin is set up, and named in the person's language.
 */
import { createElement } from 'react';

import { isConfigured, pluginUrl } from '../api';
import { PLUGIN_ID } from '../plugin_id';
import type { ChannelAction, Registry, WebSocketMessage } from '../registry';
import type { Starter } from '../start_meeting/starter';

import { HeaderIcon } from './header_icon';

/** The event by which the server tells that the plugin was set up, or is no longer. */
export const CONFIGURATION_CHANGED = `custom_${PLUGIN_ID}_configuration_changed`;

/** Shows and hides the buttons. */
export class Buttons {
    private shown: string[] = [];
    private isWanted = false;

    constructor(
        private readonly registry: Registry,
        private readonly starter: Starter,
        /** What the buttons are called at present. */
        private readonly label: () => string,
    ) {}

    /** Asks the server whether the plugin is set up. */
    async ask(): Promise<void> {
        // Where that cannot be learned, the button itself explains what is in the way.
        this.show((await isConfigured()) ?? true);
    }

    /** The handler of the event, which comes from the network and may hold anything. */
    onChanged(message: WebSocketMessage): void {
        const configured = message.data?.configured;
        if (typeof configured === 'boolean') {
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
            this.shown = this.register();
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

    private register(): string[] {
        const start: ChannelAction = (channel) => void this.starter.startIn(channel);
        const label = this.label();
        const icon = createElement(HeaderIcon, { starter: this.starter });
        const appBarIcon = pluginUrl('public/app-bar-icon.png');
        return [
            this.registry.registerChannelHeaderButtonAction(icon, start, label, label),
            this.registry.registerAppBarComponent(appBarIcon, start, label),
        ].flatMap((id) => id ?? []);
    }
}
