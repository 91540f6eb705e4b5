/** The suggestions of the server for the slash command that is being typed. */
import type { CommandAutocompleteSuggestion } from '@mattermost/types/integrations';
import { useEffect, useState } from 'react';

import { get } from '../server/rest';
import type { Place } from '../server/send';
import { useAppSelector } from '../store/store';

export interface SuggestionList {
    items: CommandAutocompleteSuggestion[];
    /** The index of the one that the keys are at; -1 for none. */
    at: number;
    choose: (item: CommandAutocompleteSuggestion) => void;
    /** Answers whether the key was for the list. */
    onKey: (key: string) => boolean;
}

const NONE = { text: '/', items: [] };

export function useSuggestions(
    text: string,
    place: Place,
    setText: (text: string) => void,
): SuggestionList {
    const teamId = useAppSelector((state) => state.entities.teams.currentTeamId);
    const [found, setFound] = useState<{ text: string; items: CommandAutocompleteSuggestion[] }>(
        NONE,
    );
    const [at, setAt] = useState(-1);
    useEffect(() => {
        if (!text.startsWith('/')) {
            return;
        }
        let isLatest = true;
        const { channelId, rootId } = place;
        const query = new URLSearchParams({
            user_input: text,
            team_id: teamId,
            channel_id: channelId,
            root_id: rootId,
        });
        get<CommandAutocompleteSuggestion[]>(
            `/teams/${teamId}/commands/autocomplete_suggestions?${query.toString()}`,
        )
            .catch(() => [])
            .then((items) => {
                if (isLatest) {
                    setFound({ text, items });
                    setAt(-1);
                }
            }, console.error);
        return () => {
            isLatest = false;
        };
        // eslint-disable-next-line react-hooks/exhaustive-deps -- a place is known by its ids
    }, [text, teamId, place.channelId, place.rootId]);

    // Suggestions for an earlier text stay while the person types on, so that the list is steady.
    const items = text.startsWith('/') && text.startsWith(found.text) ? found.items : [];
    const choose = (item: CommandAutocompleteSuggestion) => {
        setText(`/${item.Complete} `);
    };
    const onKey = (key: string): boolean => {
        const chosen = items[key === 'Tab' ? Math.max(at, 0) : at];
        if (items.length > 0 && (key === 'ArrowDown' || key === 'ArrowUp')) {
            const step = key === 'ArrowDown' ? 1 : -1;
            setAt((at + step + items.length) % items.length);
            return true;
        }
        if (chosen && (key === 'Tab' || key === 'Enter')) {
            choose(chosen);
            return true;
        }
        if (key === 'Escape' && items.length > 0) {
            setFound(NONE);
            return true;
        }
        return false;
    };
    return { items, at, choose, onKey };
}
