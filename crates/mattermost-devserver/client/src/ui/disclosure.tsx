/** A button that shows and hides a few things below it. Escape and a choice hide them. */
import React, { useEffect, useRef, useState } from 'react';

interface DisclosureProps {
    id?: string;
    label: React.ReactNode;
    /** What a screen reader says where the label is a sign only. */
    name?: string;
    className?: string;
    children: React.ReactNode;
}

export function Disclosure(props: DisclosureProps): React.JSX.Element {
    const { id, label, name, className = '', children } = props;
    const [isOpen, setIsOpen] = useState(false);
    const place = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        if (!isOpen) {
            return;
        }
        const closeOutside = (event: MouseEvent) => {
            if (!place.current?.contains(event.target as Node)) {
                setIsOpen(false);
            }
        };
        document.addEventListener('mousedown', closeOutside);
        return () => document.removeEventListener('mousedown', closeOutside);
    }, [isOpen]);
    return (
        <div
            ref={place}
            className={`disclosure ${className}`}
            onKeyDown={(event) => {
                if (event.key === 'Escape' && isOpen) {
                    event.stopPropagation();
                    setIsOpen(false);
                    button.current?.focus();
                }
            }}
        >
            <button
                ref={button}
                id={id}
                type="button"
                aria-expanded={isOpen}
                {...(name ? { 'aria-label': name } : {})}
                onClick={() => setIsOpen(!isOpen)}
            >
                {label}
            </button>
            {isOpen && (
                <div className="disclosure__list" onClick={() => setIsOpen(false)}>
                    {children}
                </div>
            )}
        </div>
    );
}
