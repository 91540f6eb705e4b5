/** Where the page begins. */
import React from 'react';
import { Provider } from 'react-redux';
import type { Store } from 'redux';

import { App } from './app';
import { mount } from './mount/mount';
import { shareLibraries } from './plugins/globals';
import { PluginLoader } from './plugins/loader';
import { makeStore } from './store/store';
import './styles/index.css';

const store = makeStore();
shareLibraries(store);

const root = document.getElementById('root');
if (root) {
    mount(
        <Provider store={store as unknown as Store}>
            <App store={store} loader={new PluginLoader(store)} />
        </Provider>,
        root,
    );
}
