/** How the set-up stands: one line for each thing that was looked at. */
import type { ComponentType, JSX } from 'react';

import { markdown } from '../host';
import { AlertIcon, CheckIcon, UnknownIcon } from '../icons/icons';

import en from './en.json';
import type { Check, CheckState } from './status';
import { useText, type TextId } from './text';

const ICONS: Record<CheckState, ComponentType> = {
    ok: CheckIcon,
    warning: AlertIcon,
    error: AlertIcon,
    unknown: UnknownIcon,
};

export function Checks({ checks }: { checks: Check[] }): JSX.Element {
    const text = useText();
    return (
        <ul className="zoom-checks">
            {checks.map((check) => {
                const Icon = ICONS[check.state];
                return (
                    <li key={check.name} className={`zoom-check zoom-check--${check.state}`}>
                        <span className="zoom-check__icon">
                            <Icon />
                            <span className="zoom-unseen">
                                {text(`zoom.setup.state.${check.state}`)}
                            </span>
                        </span>
                        <span className="zoom-check__name">{nameOf(check, text)}</span>
                        <div className="zoom-check__text">{markdown(check.text)}</div>
                    </li>
                );
            })}
        </ul>
    );
}

/** A newer server may look at things that this page has no words for. */
function nameOf({ name }: Check, text: (id: TextId) => string): string {
    const id = `zoom.setup.check.${name}`;
    return id in en ? text(id as TextId) : name;
}
