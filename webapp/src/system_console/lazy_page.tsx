/** Our part of the System Console, which is fetched when an admin opens it. */
import { type ComponentType, useEffect, useState } from 'react';

import { pluginUrl } from '../api';
import { loadScript } from '../host';
import { useText } from '../i18n';
import type { Signal } from '../signal';

import type { SetUpPageProps } from './set_up_page';

type Page = ComponentType<SetUpPageProps>;

/** Makes the component; `changes` counts how often the server's settings were saved. */
export function lazyPage(changes: Signal<number>): ComponentType {
    return function ZoomSystemConsole() {
        const text = useText();
        const [found, setFound] = useState<{ Page?: Page | undefined }>();
        useEffect(() => {
            void loadPage().then((Page) => {
                setFound({ Page });
            });
        }, []);
        if (!found) {
            return <p role="status">{text('zoom.console.loading')}</p>;
        }
        return found.Page ? (
            <found.Page changes={changes} />
        ) : (
            <p role="alert">{text('zoom.console.failed')}</p>
        );
    };
}

async function loadPage(): Promise<Page | undefined> {
    const url = pluginUrl(`public/system_console/system_console.js?v=${PLUGIN_VERSION}`);
    const script = (await loadScript(url, 'ZoomSystemConsole')) as { SetUpPage?: Page } | undefined;
    return script?.SetUpPage;
}
