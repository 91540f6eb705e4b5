/** Text as Mattermost's people write it: Markdown, with HTML shown as text. */
import MarkdownIt from 'markdown-it';
import React from 'react';

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true });

markdown.renderer.rules.link_open = (tokens, index, options, _env, self) => {
    tokens[index]?.attrSet('target', '_blank');
    tokens[index]?.attrSet('rel', 'noopener noreferrer');
    return self.renderToken(tokens, index, options);
};

/** The HTML of a text. HTML in the text is shown as it is, and links run no scripts. */
export const markdownToHtml = (text: string): string => markdown.render(text);

/** A text, drawn. */
export function Markdown({ text }: { text: string }): React.JSX.Element | null {
    if (!text) {
        return null;
    }
    const html = { __html: markdownToHtml(text) };
    return <div className="markdown" dangerouslySetInnerHTML={html} />;
}
