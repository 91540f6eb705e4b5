/**
 * What the build turns JSX into (vite.iife.ts): one short name for the function that is called
 * most, instead of `React.createElement` more than a hundred times.
 */
import { createElement } from 'react';

export const h = createElement;
export { Fragment } from 'react';
