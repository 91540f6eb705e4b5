/**
 * A part of the page that is a script of its own, fetched when somebody opens it: most people never
 * see the System Console, and few have the panel open.
 */
import { type ComponentType, useEffect, useState } from 'react';

import { pluginUrl } from '../api';
import { loadScript } from '../host';
import { useText } from '../i18n';

/** Where a part is. */
export interface PartSource {
    /** The script, below the plugin's public folder. */
    file: string;
    /** The name that the script leaves on the window, and that of the component in it. */
    name: string;
    component: string;
}

/** Makes a component that stands for the part until it is there, and gives it its props then. */
export function lazyPart(source: PartSource, props: object): ComponentType {
    return function ZoomLazyPart() {
        const text = useText();
        const [found, setFound] = useState<{ Part?: ComponentType | undefined }>();
        useEffect(() => {
            let isWanted = true;
            void load(source).then((Part) => {
                if (isWanted) {
                    setFound({ Part });
                }
            });
            return () => {
                isWanted = false;
            };
        }, []);
        if (!found) {
            return (
                <p role="status" className="zoom-lazy">
                    {text('zoom.console.loading')}
                </p>
            );
        }
        return found.Part ? (
            <found.Part {...props} />
        ) : (
            <p role="alert" className="zoom-lazy">
                {text('zoom.console.failed')}
            </p>
        );
    };
}

async function load({ file, name, component }: PartSource): Promise<ComponentType | undefined> {
    const left = await loadScript(pluginUrl(`public/${file}?v=${PLUGIN_VERSION}`), name);
    return (left as Record<string, ComponentType | undefined> | undefined)?.[component];
}
