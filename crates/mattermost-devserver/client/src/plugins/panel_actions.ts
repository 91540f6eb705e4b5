/** What a plugin dispatches to show and hide its panel at the right. */
import type { Action } from '../store/actions';
import type { Thunk } from '../store/store';

export interface PanelActions {
    id: string;
    showRHSPlugin: Action;
    hideRHSPlugin: Thunk<void>;
    toggleRHSPlugin: Thunk<void>;
}

/** The actions for the panel with this id: to be dispatched as they are. */
export function makePanelActions(id: string): PanelActions {
    const showRHSPlugin: Action = { type: 'UPDATE_RHS_STATE', state: 'plugin', pluggableId: id };
    const closed: Action = { type: 'UPDATE_RHS_STATE', state: null };
    return {
        id,
        showRHSPlugin,
        hideRHSPlugin: (dispatch, getState) => {
            if (getState().views.rhs.pluggableId === id) {
                dispatch(closed);
            }
        },
        toggleRHSPlugin: (dispatch, getState) => {
            dispatch(getState().views.rhs.pluggableId === id ? closed : showRHSPlugin);
        },
    };
}
