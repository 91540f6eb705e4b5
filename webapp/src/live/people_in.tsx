/** Who is in a meeting: faces of those whom Mattermost knows, and a number for all. */
import type { JSX } from 'react';

import { avatarUrl } from '../api';
import { useText } from '../i18n';

import type { Live } from './live';
import { useNames, type People } from './people';

/** More faces than these would not tell more. */
const FACES = 6;

interface PeopleInProps {
    live: Live;
    people: People;
}

export function PeopleIn({ live, people }: PeopleInProps): JSX.Element | null {
    const text = useText();
    const { count, total } = live;
    // Where nobody was ever seen, Zoom does not tell who comes and goes.
    if (count === undefined || (count === 0 && total === 0)) {
        return null;
    }
    return (
        <div className="zoom-people">
            {count > 0 && live.users.length > 0 && <Faces {...{ live, people, count }} />}
            <span>{text('zoom.live.people_in', { count })}</span>
        </div>
    );
}

function Faces({ live, people, count }: PeopleInProps & { count: number }): JSX.Element {
    const text = useText();
    const shown = live.users.slice(0, FACES);
    const nameOf = useNames(people, shown);
    const others = count - shown.length;
    return (
        <ul className="zoom-people__faces" aria-label={text('zoom.live.in')}>
            {shown.map((id) => {
                const name = nameOf(id);
                const at = name === undefined ? '' : `@${name}`;
                return (
                    <li key={id}>
                        <img
                            className="zoom-people__face"
                            src={avatarUrl(id)}
                            alt={at}
                            title={at}
                        />
                    </li>
                );
            })}
            {others > 0 && (
                <li className="zoom-people__others">
                    <span aria-hidden={true}>+{others}</span>
                    <span className="zoom-unseen">
                        {text('zoom.live.others', { count: others })}
                    </span>
                </li>
            )}
        </ul>
    );
}
