import { act } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { renderInPage, storeOf } from '../../test/page';
import { Notices } from '../notice/notices';
import { Starter } from '../start_meeting/starter';

import { HeaderIcon } from './header_icon';

describe('HeaderIcon', () => {
    it('turns while a meeting is being started', () => {
        const starter = new Starter({
            store: storeOf(),
            notices: new Notices(),
            openMeeting: () => undefined,
        });
        const { container } = renderInPage(<HeaderIcon starter={starter} />);
        expect(container.querySelector('svg')).not.toBeNull();

        act(() => {
            starter.busy.set(true);
        });

        expect(container.querySelector('svg')).toBeNull();
        expect(container.querySelector('.zoom-spinner')).not.toBeNull();
    });
});
