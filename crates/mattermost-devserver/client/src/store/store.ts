/** The Redux store. As in Mattermost, `dispatch` takes thunks, and plugins add reducers of theirs. */
import { shallowEqual, useDispatch, useSelector } from 'react-redux';
import {
    applyMiddleware,
    legacy_createStore as createStore,
    type Middleware,
    type Reducer,
} from 'redux';

import type { Action } from './actions';
import { plugins } from './plugins_reducer';
import { devserver, entities, views, websocket } from './reducers';
import { initialState, type GlobalState } from './state';

type PluginReducer = Reducer<unknown>;
export type Thunk<T> = (dispatch: Dispatch, getState: () => GlobalState) => T;

/** Sends an action to the reducers, or runs a thunk and answers with its result. */
export interface Dispatch {
    <T>(thunk: Thunk<T>): T;
    <A extends Action>(action: A): A;
}

export interface AppStore {
    dispatch: Dispatch;
    getState: () => GlobalState;
    subscribe: (listener: () => void) => () => void;
    /** Adds the part `plugins-<id>` to the state. */
    addPluginReducer: (pluginId: string, reducer: PluginReducer) => void;
}

const thunks: Middleware = (api) => (next) => (action) =>
    typeof action === 'function'
        ? (action as (...args: unknown[]) => unknown)(api.dispatch, () => api.getState() as unknown)
        : next(action);

/** Makes the store of one page. */
export function makeStore(): AppStore {
    const pluginReducers = new Map<string, PluginReducer>();
    const reduce = (state: GlobalState = initialState, action: Action): GlobalState => {
        const own = {
            entities: entities(state.entities, action),
            views: views(state.views, action),
            websocket: websocket(state.websocket, action),
            plugins: plugins(state.plugins, action),
            devserver: devserver(state.devserver, action, state),
        };
        const parts = [...pluginReducers].map(([key, reducer]) => {
            const before = (state as unknown as Record<string, unknown>)[key];
            return [key, reducer(before, action)];
        });
        return { ...own, ...(Object.fromEntries(parts) as object) };
    };
    const store = createStore(reduce as Reducer, applyMiddleware(thunks)) as unknown as AppStore;
    store.addPluginReducer = (pluginId, reducer) => {
        pluginReducers.set(`plugins-${pluginId}`, reducer);
        store.dispatch({ type: '@@devserver/REDUCER_ADDED' } as unknown as Action);
    };
    return store;
}

export const useAppSelector = <T>(select: (state: GlobalState) => T): T =>
    useSelector<GlobalState, T>(select);

export const useAppDispatch = (): Dispatch => useDispatch();

/** For a list or table made anew each time: the same as long as its items are. */
export const useAppSelectorList = <T>(select: (state: GlobalState) => T): T =>
    useSelector<GlobalState, T>(select, shallowEqual);
