/** The page's address: a channel of a team, or the System Console, below the path of the site. */

const base = (): string => new URL(document.baseURI).pathname;

function parts(): string[] {
    return window.location.pathname.slice(base().length).split('/');
}

/** The address of a channel is `/<team>/channels/<channel>`. */
export function placeInAddress(): { team?: string | undefined; channel?: string | undefined } {
    const [team, , channel] = parts();
    return { team, channel };
}

export function showChannelInAddress(team: string, channel: string): void {
    window.history.replaceState(null, '', `${base()}${team}/channels/${channel}`);
}

export const isConsole = (): boolean => parts()[0] === 'admin_console';

/** The page of the console: `plugins/plugin_<id>` or one of its own; empty for the first. */
export const consolePage = (): string => parts().slice(1).join('/');

export const pageOfPlugin = (id: string): string => `plugins/plugin_${id}`;

export function goToConsole(page: string): void {
    window.history.replaceState(null, '', `${base()}admin_console${page ? `/${page}` : ''}`);
    window.dispatchEvent(new Event('popstate'));
}

export function goToChannels(): void {
    window.history.replaceState(null, '', base());
    window.dispatchEvent(new Event('popstate'));
}
