/** The panel "Zoom": what goes on, what is to come, what was recorded, and what one may start. */
import { type JSX, type ReactNode, useEffect, useState } from 'react';

import { Failure } from '../failure/failure';
import { addStyles, markdown, watchReturn } from '../host';
import { SpinnerIcon } from '../icons/spinner';
import type { Parts } from '../parts';
import { useSignal } from '../signal';
import { currentChannelIdOf, useHostState } from '../state';
import { useTimeText } from '../time/time';

import { LiveRow } from './live_row';
import type { Overview } from './overview';
import { OverviewReader } from './overview_reader';
import styles from './panel.css?inline';
import { RecordingRow } from './recording_row';
import { useText } from './text';
import { Toolbar } from './toolbar';
import { UpcomingRow } from './upcoming_row';

export function Panel(parts: Parts): JSX.Element {
    const text = useText();
    const channelId = useHostState(parts.store, currentChannelIdOf);
    const reader = useReader(parts, channelId);
    const { overview, failure, isReading } = useSignal(reader.shown);
    useConnecting(reader, overview?.isConnected === false);
    useEffect(() => addStyles('zoom-panel-styles', styles), []);
    const read = () => {
        reader.read();
    };
    return (
        <div className="zoom-panel" aria-busy={isReading}>
            <Toolbar {...parts} channelId={channelId} isConnected={overview?.isConnected ?? true} />
            {!overview && isReading && (
                <p role="status" className="zoom-panel__state">
                    <SpinnerIcon />
                    {text('zoom.console.loading')}
                </p>
            )}
            {failure !== undefined && (
                <div className="zoom-panel__state">
                    <Failure reason={failure} otherwise={text('zoom.panel.failed')} />
                    <button
                        type="button"
                        className="zoom-button"
                        disabled={isReading}
                        onClick={read}
                    >
                        {text('zoom.panel.again')}
                    </button>
                </div>
            )}
            {overview && <Sections {...{ parts, overview, channelId, read }} />}
        </div>
    );
}

/** The reader lives as long as the panel is open. */
function useReader({ meetings }: Parts, channelId: string): OverviewReader {
    const [reader] = useState(() => new OverviewReader());
    useEffect(() => {
        reader.setChannel(channelId);
    }, [reader, channelId]);
    useEffect(() => {
        const stop = meetings.change.watch(() => {
            reader.onChange(meetings.change.value);
        });
        return () => {
            stop();
            reader.close();
        };
    }, [reader, meetings]);
    return reader;
}

/** Who connects does so on a page of Zoom's: it is seen when they come back. */
function useConnecting(reader: OverviewReader, isUnconnected: boolean): void {
    useEffect(() => {
        const read = () => {
            reader.read();
        };
        return isUnconnected ? watchReturn(read) : undefined;
    }, [reader, isUnconnected]);
}

interface SectionsProps {
    parts: Parts;
    overview: Overview;
    channelId: string;
    read: () => void;
}

function Sections({ parts, overview, channelId, read }: SectionsProps): JSX.Element {
    const text = useText();
    const state = parts.store.getState();
    const timeText = useTimeText(state);
    const { live, upcoming, recordings, notes } = overview;
    const { announcer } = parts;
    return (
        <>
            {notes.length > 0 && (
                <ul className="zoom-panel__notes" aria-label={text('zoom.panel.notes')}>
                    {notes.map((note) => (
                        <li key={note}>{markdown(note)}</li>
                    ))}
                </ul>
            )}
            <Section title={text('zoom.panel.live')} empty={text('zoom.panel.no_live')}>
                {live.map((item) => (
                    <LiveRow key={item.postId} item={item} {...parts} />
                ))}
            </Section>
            <Section title={text('zoom.panel.upcoming')} empty={text('zoom.panel.no_upcoming')}>
                {upcoming.map((item) => (
                    <UpcomingRow
                        key={`${item.meetingId} ${item.start ?? 0}`}
                        {...{ item, state, channelId, announcer }}
                        onDone={read}
                    />
                ))}
            </Section>
            <Section title={text('zoom.panel.recordings')} empty={text('zoom.panel.no_recordings')}>
                {recordings.map((item) => (
                    <RecordingRow key={item.postId} item={item} timeText={timeText} />
                ))}
            </Section>
        </>
    );
}

interface SectionProps {
    title: string;
    /** What is said where there is nothing. */
    empty: string;
    children: ReactNode[];
}

function Section({ title, empty, children }: SectionProps): JSX.Element {
    return (
        <section className="zoom-panel__section">
            <h5 className="zoom-panel__title">{title}</h5>
            {children.length > 0 ? (
                <ul className="zoom-panel__rows" aria-label={title}>
                    {children}
                </ul>
            ) : (
                <p className="zoom-panel__empty">{empty}</p>
            )}
        </section>
    );
}
