/** Mattermost's REST API, version 4, at the origin and below the path of this page. */

/** What the server answers when it refuses. */
export class RestError extends Error {
    constructor(
        message: string,
        readonly status: number,
    ) {
        super(message);
    }
}

/** The path of the site without a slash at its end; empty at the root of the host. */
export function basePath(): string {
    return new URL(document.baseURI).pathname.replace(/\/+$/, '');
}

function csrfToken(): string {
    return /(?:^|; )MMCSRF=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}

/** Sends a request and answers with what came back, or throws a `RestError`. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${basePath()}/api/v4${path}`, {
        method,
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrfToken() },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answerOf(response);
}

async function answerOf<T>(response: Response): Promise<T> {
    const answer = (await response.json().catch(() => null)) as T & { message?: string };
    if (!response.ok) {
        const reason = (answer as { message?: string } | null)?.message;
        throw new RestError(reason ?? `The server answered ${response.status}.`, response.status);
    }
    return answer;
}

/** Sends files and fields as a form. */
export async function upload<T>(path: string, parts: Record<string, Blob | string>): Promise<T> {
    const body = new FormData();
    Object.entries(parts).forEach(([name, part]) => body.append(name, part));
    return answerOf(
        await fetch(`${basePath()}/api/v4${path}`, {
            method: 'POST',
            credentials: 'same-origin',
            headers: { 'X-CSRF-Token': csrfToken() },
            body,
        }),
    );
}

export const get = <T>(path: string): Promise<T> => request<T>('GET', path);
export const post = <T>(path: string, body: unknown = {}): Promise<T> =>
    request<T>('POST', path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => request<T>('PUT', path, body);

/** The words for an error, whatever was thrown. */
export function reasonOf(error: unknown): string {
    return error instanceof Error ? error.message : 'Something went wrong.';
}
