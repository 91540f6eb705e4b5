// Writes a page as one file that a browser opens from the disk: `node scripts/page.mjs gallery`
// makes dist/gallery.html of gallery/index.tsx.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { build } from 'vite';

const at = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const [name] = process.argv.slice(2);

const [{ output }] = [
    await build({
        configFile: false,
        root: at('webapp'),
        logLevel: 'warn',
        publicDir: false,
        define: {
            PLUGIN_VERSION: JSON.stringify(name),
            'process.env.NODE_ENV': JSON.stringify('production'),
        },
        build: {
            write: false,
            lib: { entry: at(`webapp/${name}/index.tsx`), name: 'Page', formats: ['iife'] },
        },
    }),
].flat();

mkdirSync(at('dist'), { recursive: true });
writeFileSync(
    at(`dist/${name}.html`),
    `<!doctype html>
<html lang="en">
<meta charset="utf-8" />
<meta name="viewport" content="width=device-width" />
<title>Zoom for Mattermost: ${name}</title>
<body>
<div id="${name}"></div>
<script>${
        // A closing tag inside the script would end it early.
        output[0].code.replaceAll('</script', '<\\/script')
    }</script>
</body>
</html>
`,
);
console.log(`dist/${name}.html`);
