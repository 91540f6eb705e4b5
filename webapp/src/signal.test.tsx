import { act, render, screen } from '@testing-library/react';
import { version } from 'react';
import { version as domVersion } from 'react-dom';
import { describe, expect, inject, it } from 'vitest';

import { Signal, useSignal } from './signal';

describe('useSignal', () => {
    it('draws the value anew when it has changed, until the component is gone', () => {
        const signal = new Signal(1);
        const Value = () => <p>{useSignal(signal)}</p>;
        const { unmount } = render(<Value />);

        act(() => {
            signal.set(2);
        });
        expect(screen.getByText('2')).toBeTruthy();
        unmount();
        signal.set(3);

        expect(screen.queryByText('3')).toBeNull();
    });
});

describe('the React of these tests', () => {
    it('is the one that the run is named for', () => {
        const major = inject('react');
        expect([version.split('.')[0], domVersion.split('.')[0]]).toEqual([major, major]);
    });
});
