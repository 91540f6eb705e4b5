/**
 * Our part of the plugin's page in the System Console: how the set-up stands, and all that has to
 * be copied into the Zoom App Marketplace.
 */
import { type JSX, useEffect, useState } from 'react';

import { pluginUrl, readStatus, type Answer } from '../api';
import { addStyles } from '../host';
import { SpinnerIcon } from '../icons/spinner';
import { useSignal, type Signal } from '../signal';

import { Checks } from './checks';
import styles from './set_up_page.css?inline';
import { statusOf, type Status } from './status';
import { useText } from './text';
import { ZoomApp } from './zoom_app_values';

export interface SetUpPageProps {
    /** How often the server's settings were saved since the page of Mattermost was opened. */
    changes: Signal<number>;
}

export function SetUpPage({ changes }: SetUpPageProps): JSX.Element {
    const text = useText();
    const { status, isReading, failure, read } = useStatus(useSignal(changes));
    useEffect(() => addStyles('zoom-console-styles', styles), []);
    return (
        <section className="zoom-setup">
            <header className="zoom-setup__head">
                <h4 className="zoom-setup__title">{text('zoom.setup.title')}</h4>
                <a
                    className="zoom-setup__guide"
                    href={pluginUrl('public/guides/admin.html')}
                    target="_blank"
                    rel="noopener noreferrer"
                >
                    {text('zoom.setup.guide')}
                </a>
                <button type="button" className="zoom-button" disabled={isReading} onClick={read}>
                    {isReading && <SpinnerIcon />}
                    <span>{text(isReading ? 'zoom.setup.checking' : 'zoom.setup.again')}</span>
                </button>
            </header>
            <div role="status">{status && <Checks checks={status.checks} />}</div>
            {failure !== undefined && (
                <p role="alert" className="zoom-setup__failure">
                    {failure || text('zoom.setup.failed')}
                </p>
            )}
            {status && <ZoomApp status={status} />}
        </section>
    );
}

interface Answered {
    question: string;
    status?: Status;
    /** Why there is no answer; empty when the server did not say. */
    failure?: string;
}

/** Asks the server when the page opens, when settings were saved, and when the admin wants it. */
function useStatus(change: number) {
    const [asked, setAsked] = useState(0);
    const [last, setLast] = useState<Answered>({ question: '' });
    const question = `${change}/${asked}`;
    useEffect(() => {
        let isWanted = true;
        void readStatus().then((answer) => {
            if (isWanted) {
                setLast((before) => answered(before, question, answer));
            }
        });
        return () => {
            isWanted = false;
        };
    }, [question]);
    const read = () => {
        setAsked(asked + 1);
    };
    return { ...last, isReading: last.question !== question, read };
}

/** After a failure the page still shows what it learned before. */
function answered(
    before: Answered,
    question: string,
    answer: Answer<Record<string, unknown>>,
): Answered {
    return answer.kind === 'ok'
        ? { question, status: statusOf(answer.value) }
        : { ...before, question, failure: answer.reason };
}
