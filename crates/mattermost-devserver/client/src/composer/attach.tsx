/** Files to be sent with a message. */
import React from 'react';

export function Attach({ onChoose }: { onChoose: (files: File[]) => void }): React.JSX.Element {
    return (
        <label className="composer__attach">
            <span className="sr-only">Attach files</span>
            <svg aria-hidden={true} width="16" height="16" viewBox="0 0 16 16">
                <path
                    d="M4 8.5 8.6 3.9a2.4 2.4 0 0 1 3.4 3.4l-6 6a1.6 1.6 0 0 1-2.3-2.3L9.4 5.3"
                    fill="none"
                    stroke="currentColor"
                    strokeWidth="1.3"
                    strokeLinecap="round"
                />
            </svg>
            <input
                type="file"
                multiple={true}
                onChange={({ target }) => {
                    onChoose([...(target.files ?? [])]);
                    target.value = '';
                }}
            />
        </label>
    );
}

interface AttachedProps {
    files: File[];
    onRemove: (file: File) => void;
}

export function Attached({ files, onRemove }: AttachedProps): React.JSX.Element | null {
    if (files.length === 0) {
        return null;
    }
    return (
        <ul className="composer__files" aria-label="Files to send">
            {files.map((file, index) => (
                <li key={index}>
                    {file.name}{' '}
                    <button
                        type="button"
                        aria-label={`Remove ${file.name}`}
                        onClick={() => onRemove(file)}
                    >
                        ×
                    </button>
                </li>
            ))}
        </ul>
    );
}
