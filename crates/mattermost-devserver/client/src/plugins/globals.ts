/** The libraries that Mattermost shares with plugins by the window, in the versions of its 11.6. */
import * as Luxon from 'luxon';
import PropTypes from 'prop-types';
import React from 'react';
import ReactDOM from 'react-dom';
import * as ReactDOMClient from 'react-dom/client';
import * as ReactIntl from 'react-intl';
import * as ReactRedux from 'react-redux';
import * as Redux from 'redux';

import { markdownToHtml } from '../posts/markdown';
import { basePath } from '../server/rest';
import type { AppStore } from '../store/store';

/** Puts them there, before the first plugin is loaded. */
export function shareLibraries(store: AppStore): void {
    Object.assign(window, {
        React,
        ReactDOM: { ...ReactDOM, ...ReactDOMClient },
        Redux,
        ReactRedux,
        ReactIntl,
        PropTypes,
        Luxon,
        PostUtils: { formatText: markdownToHtml, messageHtmlToComponent: htmlToComponent },
        basename: basePath(),
        publicPath: `${basePath()}/static/`,
        store,
    });
}

function htmlToComponent(html: string): React.ReactNode {
    return React.createElement('div', { dangerouslySetInnerHTML: { __html: html } });
}
