/** What one may begin from the panel: a meeting now, one for later, or the connection to Zoom. */
import type { JSX } from 'react';

import { runCommand } from '../api';
import { Failure } from '../failure/failure';
import { useSignal } from '../signal';
import type { Starter } from '../start_meeting/starter';
import { currentTeamIdOf, type HostStore } from '../state';

import { useText } from './text';
import { useRequest } from './use_request';

interface ToolbarProps {
    store: HostStore;
    starter: Starter;
    /** The channel on the screen; empty where there is none. */
    channelId: string;
    isConnected: boolean;
}

export function Toolbar({ store, starter, channelId, isConnected }: ToolbarProps): JSX.Element {
    const text = useText();
    const busy = useSignal(starter.busy);
    const { isTyping, failure, type } = useCommand(store, channelId);
    return (
        <>
            <div className="zoom-panel__tools">
                <button
                    type="button"
                    className="zoom-button zoom-button--primary"
                    disabled={busy}
                    onClick={() => void starter.startIn(channelId ? { id: channelId } : null)}
                >
                    {text('zoom.panel.start')}
                </button>
                {channelId && (
                    <button
                        type="button"
                        className="zoom-button"
                        disabled={isTyping}
                        onClick={() => {
                            type('/zoom schedule');
                        }}
                    >
                        {text('zoom.panel.schedule')}
                    </button>
                )}
                {channelId && !isConnected && (
                    <button
                        type="button"
                        className="zoom-button"
                        disabled={isTyping}
                        onClick={() => {
                            type('/zoom connect');
                        }}
                    >
                        {text('zoom.panel.connect')}
                    </button>
                )}
            </div>
            <Failure reason={failure} otherwise={text('zoom.panel.not_done')} />
        </>
    );
}

/** Types a command in the channel, so that its dialog opens, or its answer stands there. */
function useCommand(store: HostStore, channelId: string) {
    const { isUnderWay, failure, ask } = useRequest();
    const type = (command: string) => {
        const teamId = currentTeamIdOf(store.getState());
        ask(runCommand(command, { channelId, teamId }), ({ trigger_id }) => {
            // Mattermost opens a dialog for that page alone which knows what triggered it.
            store.dispatch({ type: 'RECEIVED_DIALOG_TRIGGER_ID', data: trigger_id });
        });
    };
    return { isTyping: isUnderWay, failure, type };
}
