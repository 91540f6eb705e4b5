/** A Mattermost and a Zoom for the tests: the dev server with the real bundle, and the sandbox. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// The Zoom app has what the guide for admins has ticked, and no more.
import { EVENTS, SCOPES } from '../../webapp/src/system_console/zoom_app';

import { freePort, startServer } from './process';

const ROOT = join(import.meta.dirname, '../..');
const SECRETS = {
    OAuthClientID: 'e2e-client',
    OAuthClientSecret: 'e2e-client-secret',
    EncryptionKey: '0123456789abcdef0123456789abcdef',
    WebhookSecret: 'e2e-webhook-secret',
    ZoomWebhookSecret: 'e2e-zoom-secret-token',
};

/** The addresses of the two. */
export interface World {
    mattermost: string;
    zoom: string;
    stop: () => Promise<void>;
}

/** What was built; `cargo xtask ci e2e` builds it and names the places. */
function builtFile(variable: string, usual: string): string {
    const file = process.env[variable] ?? join(ROOT, usual);
    if (!existsSync(file)) {
        throw new Error(`${file} is missing: run \`make e2e\`, which builds it`);
    }
    return file;
}

function usualBundle(): string {
    const text = readFileSync(join(ROOT, 'plugin.json'), 'utf8');
    const { id, version } = JSON.parse(text) as { id: string; version: string };
    return `dist/${id}-${version}-dev.tar.gz`;
}

/** Starts both with a fresh folder for their data, each on a free port. */
export async function startWorld(withheldScopes: string[] = []): Promise<World> {
    const data = mkdtempSync(join(tmpdir(), 'zoom-e2e-'));
    const site = `http://127.0.0.1:${await freePort()}`;
    const zoom = await startServer('zoom-sandbox', ...sandboxCommand(site, withheldScopes));
    const settings = join(data, 'settings.json');
    writeFileSync(settings, JSON.stringify(pluginSettings(zoom.url)));
    try {
        const command = mattermostCommand(site, join(data, 'mattermost'), settings);
        const mattermost = await startServer('mattermost', ...command);
        return {
            mattermost: mattermost.url,
            zoom: zoom.url,
            stop: async () => {
                await mattermost.stop();
                await zoom.stop();
                rmSync(data, { recursive: true, force: true });
            },
        };
    } catch (error) {
        await zoom.stop();
        throw error;
    }
}

function sandboxCommand(site: string, withheldScopes: string[]): [string, string[]] {
    const plugin = `${site}/plugins/zoom`;
    const program = builtFile('ZOOM_SANDBOX', 'target/debug/zoom-sandbox');
    const scopes = SCOPES.map(({ name }) => name).filter((name) => !withheldScopes.includes(name));
    const args = [
        ...['--listen', '127.0.0.1:0'],
        ...['--client-id', SECRETS.OAuthClientID],
        ...['--client-secret', SECRETS.OAuthClientSecret],
        ...['--secret-token', SECRETS.ZoomWebhookSecret],
        ...['--redirect-uri', `${plugin}/oauth2/complete`],
        ...['--webhook-url', `${plugin}/webhook?secret=${SECRETS.WebhookSecret}`],
        ...EVENTS.flatMap(({ name }) => ['--event', name]),
        ...scopes.flatMap((name) => ['--scope', name]),
    ];
    return [program, args];
}

function mattermostCommand(site: string, data: string, settings: string): [string, string[]] {
    const program = builtFile('MATTERMOST_DEVSERVER', 'target/debug/mattermost-devserver');
    const client = builtFile('DEVSERVER_CLIENT', 'crates/mattermost-devserver/client/dist');
    const bundle = builtFile('PLUGIN_BUNDLE', usualBundle());
    const args = [
        'run',
        ...['--listen', new URL(site).host],
        ...['--data', data],
        ...['--settings', settings],
        ...['--client', client],
        bundle,
    ];
    return [program, args];
}

const pluginSettings = (zoom: string) => ({
    zoom: { ZoomURL: zoom, ZoomAPIURL: `${zoom}/v2`, ...SECRETS },
});
