// Loads the page with the React that its address asks for: `?react=17`, `18` or `19`, which holds for
// this tab from then on. Mattermost 10 brings 17, Mattermost 11 brings 18, Mattermost 12 brings 19.
(() => {
    const KEY = 'devserver-react';
    const wanted = new URLSearchParams(location.search).get('react') ?? sessionStorage.getItem(KEY);
    const version = ['17', '18', '19'].includes(wanted) ? wanted : '18';
    sessionStorage.setItem(KEY, version);
    const script = document.createElement('script');
    script.type = 'module';
    script.src = `assets/react-${version}.js`;
    document.head.append(script);
})();
