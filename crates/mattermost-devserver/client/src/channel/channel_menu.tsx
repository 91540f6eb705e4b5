/** The items that plugins have for a channel, behind a button beside its name. */
import React from 'react';

import { componentsIn } from '../store/selectors';
import type { Channel, GlobalState, PluginComponent } from '../store/state';
import { useAppSelector, useAppSelectorList } from '../store/store';
import { Disclosure } from '../ui/disclosure';

const shown = (state: GlobalState): PluginComponent[] =>
    componentsIn(state, 'ChannelHeader').filter(
        ({ shouldRender }) => !shouldRender || Boolean(shouldRender(state)),
    );

export function ChannelMenu({ channel }: { channel: Channel }): React.JSX.Element | null {
    const items = useAppSelectorList(shown);
    const name = useAppSelector(
        (state) => state.entities.channels.channels[channel.id]?.display_name ?? '',
    );
    if (items.length === 0) {
        return null;
    }
    return (
        <Disclosure label="▾" name={`More actions for ${name}`}>
            {items.map((item) => (
                <button
                    key={item.id}
                    id={`${item.id}_pluginmenuitem`}
                    type="button"
                    onClick={() => item.action?.(channel.id)}
                >
                    {item.text}
                </button>
            ))}
        </Disclosure>
    );
}
