import { beforeEach, describe, expect, it, vi } from 'vitest';

import { storeOf } from '../../test/page';
import { readUsernames } from '../api';

import { People } from './people';

vi.mock('../api');

const read = vi.mocked(readUsernames);

beforeEach(() => {
    read.mockReset().mockResolvedValue({ 'carol-id': 'carol' });
});

describe('People', () => {
    it('takes the names that the page knows', () => {
        const people = new People(storeOf());

        people.want(['alice-id', 'bob-id']);

        expect(people.nameOf('bob-id')).toBe('bob');
        expect(read).not.toHaveBeenCalled();
    });

    it('fetches the others once, those of several posts together', async () => {
        const people = new People(storeOf());

        people.want(['alice-id', 'carol-id']);
        people.want(['carol-id', 'gone-id']);
        await vi.waitFor(() => {
            expect(people.nameOf('carol-id')).toBe('carol');
        });
        people.want(['carol-id', 'gone-id']);
        await Promise.resolve();

        expect(read).toHaveBeenCalledExactlyOnceWith(['carol-id', 'gone-id']);
        expect(people.nameOf('gone-id')).toBeUndefined();
    });

    it('fetches once more what the server failed to give', async () => {
        read.mockResolvedValueOnce(undefined);
        const people = new People(storeOf());

        people.want(['carol-id']);
        await new Promise((resolve) => setTimeout(resolve));
        people.want(['carol-id']);

        await vi.waitFor(() => {
            expect(people.nameOf('carol-id')).toBe('carol');
        });
        expect(read).toHaveBeenCalledTimes(2);
    });
});
