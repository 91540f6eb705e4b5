/** What has to be entered and ticked in the Zoom App Marketplace, for both kinds of app. */
import { type JSX, useState } from 'react';

import { CopyButton } from '../copy_button/copy_button';

import type { Status } from './status';
import { useText } from './text';
import { EVENTS, SCOPES, scopeName } from './zoom_app';

export function ZoomApp({ status }: { status: Status }): JSX.Element {
    const text = useText();
    const [isAccountLevel, setIsAccountLevel] = useState(status.accountLevelApp);
    return (
        <div className="zoom-app">
            <h4 className="zoom-setup__title">{text('zoom.app.title')}</h4>
            <fieldset className="zoom-app__kind">
                <legend className="zoom-unseen">{text('zoom.app.kind')}</legend>
                {[false, true].map((kind) => (
                    <label key={String(kind)} className="zoom-choice__option">
                        <input
                            type="radio"
                            name="zoom-app-kind"
                            checked={isAccountLevel === kind}
                            onChange={() => {
                                setIsAccountLevel(kind);
                            }}
                        />
                        <span>{text(kind ? 'zoom.app.account_level' : 'zoom.app.user_level')}</span>
                    </label>
                ))}
            </fieldset>
            {isAccountLevel !== status.accountLevelApp && (
                <p className="zoom-app__note">{text('zoom.app.other_kind')}</p>
            )}
            <Address name={text('zoom.app.redirect_url')} value={status.redirectUrl} />
            <Address name={text('zoom.app.webhook_url')} value={status.webhookUrl} />
            <Scopes isAccountLevel={isAccountLevel} />
            <Events />
        </div>
    );
}

function Address({ name, value }: { name: string; value: string }): JSX.Element {
    const text = useText();
    return (
        <div className="zoom-app__part">
            <h5 className="zoom-app__name">{name}</h5>
            {value ? (
                <p className="zoom-app__line">
                    <code className="zoom-app__value">{value}</code>
                    <CopyButton value={value} label={text('zoom.app.copy', { name })} iconOnly />
                </p>
            ) : (
                <p className="zoom-app__note">{text('zoom.app.not_yet')}</p>
            )}
        </div>
    );
}

function Scopes({ isAccountLevel }: { isAccountLevel: boolean }): JSX.Element {
    const text = useText();
    return (
        <div className="zoom-app__part">
            <h5 className="zoom-app__name">{text('zoom.app.scopes')}</h5>
            <ul className="zoom-app__list">
                {SCOPES.map((scope) => {
                    const name = scopeName(scope, isAccountLevel);
                    return (
                        <li key={name} className="zoom-app__line">
                            <code className="zoom-app__value">{name}</code>
                            <CopyButton
                                value={name}
                                label={text('zoom.app.copy', { name })}
                                iconOnly
                            />
                            <Use
                                isNeeded={scope.isNeeded}
                                words={text(`zoom.app.use.${scope.use}`)}
                            />
                        </li>
                    );
                })}
            </ul>
        </div>
    );
}

function Events(): JSX.Element {
    const text = useText();
    return (
        <div className="zoom-app__part">
            <h5 className="zoom-app__name">{text('zoom.app.events')}</h5>
            <ul className="zoom-app__list">
                {EVENTS.map(({ label, name, isNeeded }) => (
                    <li key={name} className="zoom-app__line">
                        <span>{label}</span>
                        <Use isNeeded={isNeeded} words={name} />
                    </li>
                ))}
            </ul>
        </div>
    );
}

function Use({ isNeeded, words }: { isNeeded: boolean; words: string }): JSX.Element {
    const text = useText();
    return (
        <span className="zoom-app__use">
            {isNeeded ? words : text('zoom.app.optional', { use: words })}
        </span>
    );
}
