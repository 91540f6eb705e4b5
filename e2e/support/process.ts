/** A server of ours as a real process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const START_MS = 60_000;
const STOP_MS = 10_000;

/** The folder for pictures and logs; git ignores it. */
export const ARTIFACTS = join(import.meta.dirname, '../artifacts');

/** A running server. */
export interface Server {
    /** Its address, as it said itself. */
    url: string;
    stop: () => Promise<void>;
}

/** Starts a program and waits for the line in which it tells its address. */
export async function startServer(name: string, program: string, args: string[]): Promise<Server> {
    mkdirSync(ARTIFACTS, { recursive: true });
    const log = createWriteStream(join(ARTIFACTS, `${name}.log`));
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stderr.pipe(log);
    child.stdout.pipe(log, { end: false });
    try {
        return { url: await addressOf(child, name), stop: () => stop(child) };
    } catch (error) {
        await stop(child);
        throw error;
    }
}

function addressOf(child: ChildProcess, name: string): Promise<string> {
    return new Promise((resolve, reject) => {
        const fail = (reason: string) => {
            clearTimeout(timer);
            reject(new Error(`${name} ${reason}; see artifacts/${name}.log`));
        };
        const timer = setTimeout(() => {
            fail('did not tell its address');
        }, START_MS);
        child.once('error', (error) => {
            fail(`did not start: ${error.message}`);
        });
        child.once('exit', (code) => {
            fail(`ended with ${String(code)}`);
        });
        if (child.stdout) {
            createInterface(child.stdout).on('line', (line) => {
                const url = /https?:\/\/\S+/.exec(line)?.[0];
                if (url) {
                    clearTimeout(timer);
                    resolve(url.replace(/\/$/, ''));
                }
            });
        }
    });
}

function stop(child: ChildProcess): Promise<void> {
    return new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) {
            resolve();
            return;
        }
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        child.removeAllListeners('exit');
        child.once('exit', () => {
            clearTimeout(timer);
            resolve();
        });
        child.kill('SIGINT');
    });
}

/** A port that nobody listens on: Zoom's app must know Mattermost's address before it runs. */
export function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = createServer();
        server.once('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address() as AddressInfo;
            server.close(() => {
                resolve(port);
            });
        });
    });
}
