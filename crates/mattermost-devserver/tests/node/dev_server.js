// Starts the dev server's command for a test.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUILT = fileURLToPath(
    new URL('../../../../target/debug/mattermost-devserver', import.meta.url),
);

/**
 * Starts a server on a free port with a data folder of its own.
 *
 * The command is `MATTERMOST_DEVSERVER`, or the one that `cargo build -p mattermost-devserver` made.
 * Gives the server's address, the passwords by user name, and a function that ends it.
 */
export async function startDevServer() {
    const data = await mkdtemp(join(tmpdir(), 'mattermost-devserver-'));
    const command = process.env.MATTERMOST_DEVSERVER ?? BUILT;
    const child = spawn(command, ['run', '--listen', '127.0.0.1:0', '--data', data], {
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    const stop = async () => {
        child.kill('SIGTERM');
        await ended;
        await rm(data, { recursive: true });
    };
    const text = await announcement(child, command);
    const url = /http:\/\/\S+/.exec(text)[0];
    const logins = [...text.matchAll(/^ {2}(\S+) {2}(\S+)/gm)];
    return { url, passwords: Object.fromEntries(logins.map((m) => [m[1], m[2]])), stop };
}

/** What the command prints until it is ready. */
function announcement(child, command) {
    return new Promise((resolve, reject) => {
        let text = '';
        child.once('error', (error) => reject(new Error(`cannot start ${command}`, { cause: error })));
        child.once('exit', (code) => reject(new Error(`${command} ended with ${code}: ${text}`)));
        child.stdout.on('data', (chunk) => {
            text += chunk;
            if (text.includes('Ctrl-C')) {
                resolve(text);
            }
        });
    });
}
