/** The page: the login, or the channels with all that plugins hang into it. */
import React, { useEffect, useState } from 'react';
import { IntlProvider } from 'react-intl';

import { AppBar } from './channel/plugin_buttons';
import { ChannelView } from './channel/channel_view';
import { TopBar } from './channel/top_bar';
import { DialogHost } from './dialog/dialog';
import { Login } from './login/login';
import { PluginErrorBoundary } from './plugins/error_boundary';
import type { PluginLoader } from './plugins/loader';
import { connect } from './server/events';
import { loadMe, loadPage } from './server/load';
import { reasonOf } from './server/rest';
import { Sidebar } from './sidebar/sidebar';
import { localeOf } from './store/selectors';
import { useAppSelector, useAppSelectorList, type AppStore } from './store/store';
import { applyTheme, currentTheme } from './theme/theme';
import { ThreadPanel } from './thread/thread_panel';

type Stage = 'loading' | 'login' | 'page';

/** Loads the page for the person, or says that somebody must log in. */
async function enter(store: AppStore, loader: PluginLoader): Promise<Stage> {
    if (!(await store.dispatch(loadMe()))) {
        return 'login';
    }
    await store.dispatch(loadPage());
    connect(store, loader);
    await loader.loadAll();
    return 'page';
}

export function App({ store, loader }: { store: AppStore; loader: PluginLoader }) {
    const [stage, setStage] = useState<Stage>('loading');
    const [failure, setFailure] = useState('');
    const theme = useAppSelector(currentTheme);
    useEffect(() => {
        applyTheme(theme);
    }, [theme]);
    const start = () => {
        enter(store, loader).then(setStage, (error: unknown) => {
            setFailure(reasonOf(error));
        });
    };
    useEffect(start, [store, loader]);

    if (failure) {
        return <p role="alert">{failure} Reload the page to try again.</p>;
    }
    switch (stage) {
        case 'loading':
            return <p role="status">Loading…</p>;
        case 'login':
            return <Login onLogin={start} />;
        case 'page':
            return <Page />;
    }
}

function Page(): React.JSX.Element {
    const locale = useAppSelector(localeOf);
    const messages = useAppSelector((state) => state.views.i18n.translations[locale]);
    const roots = useAppSelectorList((state) => state.plugins.components.Root);
    const hasPanel = useAppSelector((state) => state.views.rhs.isSidebarOpen);
    return (
        <IntlProvider locale={locale} messages={messages ?? {}}>
            <div className={`page ${hasPanel ? 'page--with-panel' : ''}`}>
                <TopBar />
                <Sidebar />
                <ChannelView />
                <ThreadPanel />
                <AppBar />
            </div>
            <DialogHost />
            {roots.map(
                ({ id, pluginId, component: Root }) =>
                    Root && (
                        <PluginErrorBoundary key={id} pluginId={pluginId}>
                            <Root />
                        </PluginErrorBoundary>
                    ),
            )}
        </IntlProvider>
    );
}
