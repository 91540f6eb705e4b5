/** What `react-dom/client` is where React has none: nothing. */
export {};
