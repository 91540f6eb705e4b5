/** The list above the box while a slash command is typed. */
import React from 'react';

import type { SuggestionList } from './use_suggestions';

export function Suggestions({ id, list }: { id: string; list: SuggestionList }): React.JSX.Element {
    return (
        <ul
            id={id}
            className="suggestions"
            role="listbox"
            aria-label="Commands"
            hidden={list.items.length === 0}
        >
            {list.items.map((item, index) => (
                <li
                    key={item.Complete}
                    role="option"
                    aria-selected={index === list.at}
                    // The box must not lose the focus to the list.
                    onMouseDown={(event) => {
                        event.preventDefault();
                        list.choose(item);
                    }}
                >
                    <strong>
                        /{item.Complete} <span>{item.Hint}</span>
                    </strong>
                    <small>{item.Description}</small>
                </li>
            ))}
        </ul>
    );
}
