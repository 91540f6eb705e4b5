/**
 * The script of the panel. It is one of its own, so that nobody loads it before they open the panel;
 * `lazy_part.tsx` of the main script fetches it.
 */
export { Panel } from './panel';
