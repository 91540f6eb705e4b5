/** Libraries that are handed on to plugins only: a part of each stands for the whole. */
declare module 'react-bootstrap' {
    export const Modal: unknown;
}
declare module 'react-router-dom' {
    export const Link: unknown;
}
