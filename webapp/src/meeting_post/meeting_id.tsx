/** The number that one types in Zoom to join by hand. */
import React from 'react';

import { useText } from '../i18n';

import type { Meeting } from './meeting';

export function MeetingId({ meeting }: { meeting: Meeting }): React.JSX.Element | null {
    const text = useText();
    if (!meeting.id) {
        return null;
    }
    const id = meeting.isPersonal ? 'zoom.post.personal_id' : 'zoom.post.id';
    return <p className="zoom-post__line zoom-post__id">{text(id, { id: meeting.id })}</p>;
}
