/**
 * What Mattermost shares with plugins by the window, in the versions of its 11.6; React is the one
 * that the page was built with.
 */
import * as Luxon from 'luxon';
import PropTypes from 'prop-types';
import React from 'react';
import * as ReactBootstrap from 'react-bootstrap';
import * as ReactIntl from 'react-intl';
import * as ReactRedux from 'react-redux';
import * as ReactRouterDom from 'react-router-dom';
import * as Redux from 'redux';

import { reactDom } from '../mount/mount';
import { markdownToHtml } from '../posts/markdown';
import { openThread } from '../server/load';
import { basePath } from '../server/rest';
import type { AnyComponent, DialogRequest, GlobalState } from '../store/state';
import type { AppStore } from '../store/store';

import { webSocketClient } from './web_socket_client';

/** Puts them there, before the first plugin is loaded. */
export function shareLibraries(store: AppStore): void {
    Object.assign(window, {
        React,
        ReactDOM: reactDom,
        Redux,
        ReactRedux,
        ReactIntl,
        ReactBootstrap,
        ReactRouterDom,
        PropTypes,
        Luxon,
        PostUtils: { formatText: markdownToHtml, messageHtmlToComponent: htmlToComponent },
        WebappUtils: webappUtils(store),
        ProductApi: productApi(store),
        openInteractiveDialog: (dialog: DialogRequest) => openDialog(store, dialog),
        basename: basePath(),
        publicPath: `${basePath()}/static/`,
        store,
    });
}

const openModal = (modal: { modalId: string; dialogType: AnyComponent; dialogProps?: object }) => ({
    type: 'MODAL_OPEN' as const,
    modalId: modal.modalId,
    dialogType: modal.dialogType,
    dialogProps: { ...modal.dialogProps },
});

/** The parts of Mattermost's `WebappUtils` that this client has; `openModal` makes an action. */
function webappUtils({ dispatch }: AppStore): object {
    const goTo = (path: string) => window.location.assign(`${basePath()}${path}`);
    return {
        browserHistory: { push: goTo, replace: goTo, location: window.location },
        modals: { openModal, ModalIdentifiers: {} },
        openUserSettings: ({ activeTab }: { activeTab?: string } = {}) =>
            dispatch({ type: 'SHOW_SETTINGS', tab: activeTab ?? 'display' }),
    };
}

function productApi({ dispatch, getState }: AppStore): object {
    return {
        useWebSocketClient: () => webSocketClient,
        closeRhs: () => dispatch({ type: 'UPDATE_RHS_STATE', state: null }),
        selectRhsPost: (postId: string) => {
            const root = getState().entities.posts.posts[postId];
            return root && dispatch(openThread(root));
        },
        getIsRhsOpen: (state: GlobalState) => state.views.rhs.isSidebarOpen,
        getRhsSelectedPostId: (state: GlobalState) => state.views.rhs.selectedPostId,
    };
}

/** Opens a dialog that the page itself describes; the server sees what is submitted. */
function openDialog({ dispatch }: AppStore, dialog: DialogRequest): void {
    dispatch({ type: 'RECEIVED_DIALOG_TRIGGER_ID', data: dialog.trigger_id });
    dispatch({ type: 'RECEIVED_DIALOG', data: dialog });
}

function htmlToComponent(html: string): React.ReactNode {
    return React.createElement('div', { dangerouslySetInnerHTML: { __html: html } });
}
