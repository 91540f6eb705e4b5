/** A modal dialog: the rest of the page cannot be reached while it is open. */
import React, { useEffect, useRef, useState } from 'react';

interface ModalProps {
    title: React.ReactNode;
    className?: string;
    onClose: () => void;
    children: React.ReactNode;
}

/** `useId` is not in React 17. */
let count = 0;

export function Modal({ title, className = '', onClose, children }: ModalProps): React.JSX.Element {
    const element = useRef<HTMLDialogElement>(null);
    const [id] = useState(() => `modal-title-${(count += 1)}`);
    useEffect(() => {
        element.current?.showModal();
    }, []);
    return (
        <dialog
            ref={element}
            className={`dialog ${className}`}
            aria-labelledby={id}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
        >
            <header className="dialog__header">
                <h1 id={id}>{title}</h1>
                <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
                    ×
                </button>
            </header>
            {children}
        </dialog>
    );
}
