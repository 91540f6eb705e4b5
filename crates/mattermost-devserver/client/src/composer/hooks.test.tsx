import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { describe, expect, it } from 'vitest';

import { violationsIn } from '../test_axe';
import { postOf, renderWith, serve, storeOfAlice } from '../test_page';
import { registryOf, type Registry } from '../test_plugin';

import { Composer } from './composer';

function setUp(register: (registry: Registry) => void) {
    const answers = { 'POST /posts': postOf('mine'), 'POST /commands/execute': {} };
    const files = { 'POST /files': { file_infos: [{ id: 'f1' }] } };
    const sent = serve({ ...answers, ...files });
    const store = storeOfAlice();
    register(registryOf(store));
    const place = { channelId: 'square', rootId: '' };
    const { container } = renderWith(store, <Composer place={place} label="Write" />);
    const box = screen.getByLabelText<HTMLTextAreaElement>('Write');
    const bodyOf = async (path: string) => {
        await waitFor(() => expect(sent.some((one) => one.path === path)).toBe(true));
        return sent.find((one) => one.path === path)?.body;
    };
    return { sent, box, container, bodyOf };
}

describe('the hooks of the composer', () => {
    it('change a message, one plugin after the other', async () => {
        const { box, bodyOf } = setUp((registry) => {
            const more = (text: string) => (post: { message: string }) =>
                Promise.resolve({ post: { ...post, message: `${post.message} ${text}` } });
            registry.registerMessageWillBePostedHook?.(more('one'));
            registry.registerMessageWillBePostedHook?.(() => undefined);
            registry.registerMessageWillBePostedHook?.(more('two'));
        });

        await userEvent.type(box, 'Hello{Enter}');

        expect(await bodyOf('/posts')).toMatchObject({ message: 'Hello one two' });
    });

    it('refuse a message, whose text stays', async () => {
        const { box, sent } = setUp((registry) => {
            registry.registerMessageWillBePostedHook?.(() => ({ error: { message: 'Not now.' } }));
        });

        await userEvent.type(box, 'Hello{Enter}');

        expect(await screen.findByText('Not now.')).toBeTruthy();
        expect(box.value).toBe('Hello');
        expect(sent).toEqual([]);
    });

    it('change a command, or swallow it', async () => {
        const { box, sent, bodyOf } = setUp((registry) => {
            registry.registerSlashCommandWillBePostedHook?.((message: string, args: object) =>
                message.startsWith('/own') ? {} : { message: `${message}!`, args },
            );
        });

        await userEvent.type(box, '/own thing{Enter}');
        await waitFor(() => expect(box.value).toBe(''));
        await userEvent.type(box, '/echo hi{Enter}');

        expect(await bodyOf('/commands/execute')).toMatchObject({ command: '/echo hi!' });
        expect(sent.filter(({ path }) => path === '/commands/execute')).toHaveLength(1);
    });
});

describe('files', () => {
    it('are uploaded with the message, and can be taken out before', async () => {
        const { box, container, bodyOf } = setUp(() => undefined);
        const input = screen.getByLabelText('Attach files');
        const file = (name: string) => new File(['x'], name);

        await userEvent.upload(input, [file('a.txt'), file('b.txt')]);
        await userEvent.click(screen.getByRole('button', { name: 'Remove b.txt' }));
        expect(await violationsIn(container)).toEqual([]);
        await userEvent.type(box, 'Look{Enter}');

        expect(await bodyOf('/posts')).toMatchObject({ message: 'Look', file_ids: ['f1'] });
    });
});
