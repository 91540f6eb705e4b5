// Writes the guides as pages that the plugin itself serves: public/guides/. An admin whose server
// has no way to the internet reads them from the System Console all the same.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Marked } from 'marked';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Headings get the names by which a repository's page links to them. */
const slug = (text) =>
    text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} -]/gu, '')
        .replaceAll(' ', '-');

const marked = new Marked({
    renderer: {
        heading({ tokens, depth, text }) {
            return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
        },
        link({ href, tokens }) {
            const target = href.replace(/\.md(?=#|$)/, '.html');
            return `<a href="${target}">${this.parser.parseInline(tokens)}</a>`;
        },
    },
});

const page = (title, body) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="guides.css">
<main>
${body}</main>
</html>
`;

rmSync(at('public/guides'), { recursive: true, force: true });
mkdirSync(at('public/guides/images'), { recursive: true });
cpSync(at('webapp/scripts/guides.css'), at('public/guides/guides.css'));
for (const name of ['admin', 'usage']) {
    const text = readFileSync(at(`docs/${name}.md`), 'utf8');
    const title = /^# (.+)$/m.exec(text)[1];
    writeFileSync(at(`public/guides/${name}.html`), page(title, marked.parse(text)));
    for (const [, picture] of text.matchAll(/\]\((images\/[^)]+)\)/g)) {
        cpSync(at(`docs/${picture}`), at(`public/guides/${picture}`));
    }
}
