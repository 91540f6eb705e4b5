/** A message attachment: a card below a post, which may have buttons and menus. */
import type { PostAction } from '@mattermost/types/integration_actions';
import type { MessageAttachment } from '@mattermost/types/message_attachments';
import React, { useState } from 'react';

import { post as send, reasonOf } from '../server/rest';
import { useAppDispatch } from '../store/store';

import { Markdown } from './markdown';

export function Attachment({
    postId,
    attachment,
}: {
    postId: string;
    attachment: MessageAttachment;
}): React.JSX.Element {
    const { pretext, color, author_name, title, title_link, text, fields, actions } = attachment;
    return (
        <div className="attachment">
            <Markdown text={pretext ?? ''} />
            <div className="attachment__content" style={color ? { borderLeftColor: color } : {}}>
                {author_name && <div className="attachment__author">{author_name}</div>}
                {title && (
                    <h5 className="attachment__title">
                        {title_link ? (
                            <SafeLink href={title_link}>{title}</SafeLink>
                        ) : (
                            <Title text={title} />
                        )}
                    </h5>
                )}
                <Markdown text={text ?? ''} />
                {fields && fields.length > 0 && <Fields fields={fields} />}
                {attachment.image_url && <img src={attachment.image_url} alt="" />}
                {actions && actions.length > 0 && <Actions postId={postId} actions={actions} />}
                {attachment.footer && <div className="attachment__footer">{attachment.footer}</div>}
            </div>
        </div>
    );
}

function SafeLink({ href, children }: { href: string; children: string }): React.JSX.Element {
    return /^https?:/.test(href) ? (
        <a href={href} target="_blank" rel="noopener noreferrer">
            {children}
        </a>
    ) : (
        <>{children}</>
    );
}

const Title = ({ text }: { text: string }) => <Markdown text={text} />;

function Fields({ fields }: { fields: NonNullable<MessageAttachment['fields']> }) {
    return (
        <dl className="attachment__fields">
            {fields.map((field, index) => (
                <div key={index} className={field.short ? 'attachment__field--short' : ''}>
                    <dt>{field.title}</dt>
                    <dd>
                        <Markdown
                            text={
                                typeof field.value === 'string'
                                    ? field.value
                                    : JSON.stringify(field.value)
                            }
                        />
                    </dd>
                </div>
            ))}
        </dl>
    );
}

function Actions({ postId, actions }: { postId: string; actions: PostAction[] }) {
    const [busy, setBusy] = useState(false);
    const [failure, setFailure] = useState('');
    const dispatch = useAppDispatch();
    const press = async (action: PostAction, selected_option = '') => {
        setBusy(true);
        setFailure('');
        try {
            const path = `/posts/${postId}/actions/${action.id ?? ''}`;
            const body = { selected_option, cookie: action.cookie };
            const { trigger_id } = await send<{ trigger_id?: string }>(path, body);
            dispatch({ type: 'RECEIVED_DIALOG_TRIGGER_ID', data: trigger_id ?? '' });
        } catch (error) {
            setFailure(reasonOf(error));
        } finally {
            setBusy(false);
        }
    };
    return (
        <div className="attachment__actions">
            {actions.map((action) => (
                <ActionControl
                    key={action.id}
                    action={action}
                    disabled={busy}
                    press={(option) => void press(action, option)}
                />
            ))}
            {failure && (
                <span role="alert" className="error-text">
                    {failure}
                </span>
            )}
        </div>
    );
}

interface ActionControlProps {
    action: PostAction;
    disabled: boolean;
    press: (option?: string) => void;
}

function ActionControl({ action, disabled, press }: ActionControlProps): React.JSX.Element {
    if (action.type === 'select') {
        return (
            <select
                aria-label={action.name}
                disabled={disabled}
                defaultValue={action.default_option ?? ''}
                onChange={(event) => press(event.target.value)}
            >
                <option value="" disabled={true}>
                    {action.name}
                </option>
                {action.options?.map(({ text, value }) => (
                    <option key={value} value={value}>
                        {text}
                    </option>
                ))}
            </select>
        );
    }
    return (
        <button
            type="button"
            className={`btn ${action.style === 'primary' ? 'btn-primary' : 'btn-tertiary'}`}
            disabled={disabled || action.disabled}
            onClick={() => press()}
        >
            {action.name}
        </button>
    );
}
