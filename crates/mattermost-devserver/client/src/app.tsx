/** The page: the login, or the channels with all that plugins hang into it. */
import React, { useEffect, useState } from 'react';
import { IntlProvider } from 'react-intl';

import { AppBar } from './channel/plugin_buttons';
import { ChannelView } from './channel/channel_view';
import { TopBar } from './channel/top_bar';
import { ConsolePage } from './console/console_page';
import { DialogHost } from './dialog/dialog';
import { Login } from './login/login';
import { ModalHost } from './modals/modal_host';
import { Panel } from './panel/panel';
import type { PluginLoader } from './plugins/loader';
import { Slot } from './plugins/slot';
import { PageErrorBoundary } from './ui/page_error_boundary';
import { ProfilePopover } from './profile/profile_popover';
import { isConsole } from './server/address';
import { connect } from './server/events';
import { loadMe, loadPage } from './server/load';
import { reasonOf } from './server/rest';
import { SettingsModal } from './settings/settings_modal';
import { Sidebar } from './sidebar/sidebar';
import { isCompact, isSystemAdmin, localeOf } from './store/selectors';
import { useAppSelector, type AppStore } from './store/store';
import { applyTheme, currentTheme } from './theme/theme';

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

/** The texts of plugins are in the person's language; those of this client are in English. */
function Page(): React.JSX.Element {
    const locale = useAppSelector(localeOf);
    const messages = useAppSelector((state) => state.views.i18n.translations[locale]);
    const config = useAppSelector((state) => state.entities.general.config);
    const isAdmin = useAppSelector(isSystemAdmin);
    const isAtConsole = useIsConsole();
    return (
        <IntlProvider locale={locale} messages={messages ?? {}}>
            <PageErrorBoundary>
                {isAtConsole && isAdmin ? <ConsolePage version={config} /> : <Channels />}
            </PageErrorBoundary>
            <DialogHost />
            <ModalHost />
            <Slot place="Global" />
        </IntlProvider>
    );
}

function useIsConsole(): boolean {
    const [isAtConsole, setAtConsole] = useState(isConsole);
    useEffect(() => {
        const look = () => setAtConsole(isConsole());
        window.addEventListener('popstate', look);
        return () => window.removeEventListener('popstate', look);
    }, []);
    return isAtConsole;
}

function Channels(): React.JSX.Element {
    const hasPanel = useAppSelector((state) => state.views.rhs.isSidebarOpen);
    const compact = useAppSelector(isCompact);
    return (
        <>
            <div
                className={`page ${hasPanel ? 'page--with-panel' : ''} ${compact ? 'page--compact' : ''}`}
            >
                <TopBar />
                <Sidebar />
                <ChannelView />
                <Panel />
                <AppBar />
            </div>
            <ProfilePopover />
            <SettingsModal />
            <Slot place="Root" />
        </>
    );
}
