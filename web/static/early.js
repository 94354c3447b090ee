// Before the first paint: the remembered theme and the language, so that nothing flashes; and whether the page begins with
// its first page, which is drawn already, or with something that only the program can show.
(() => {
  const root = document.documentElement;
  const remembered = (name) => {
    try {
      return localStorage.getItem(`regpath.${name}`);
    } catch {
      // Without storage the page follows the system.
      return null;
    }
  };
  const [theme, lang] = [remembered('theme'), remembered('lang')];
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  root.lang = lang === 'en' || lang === 'ja' ? lang : navigator.language.startsWith('ja') ? 'ja' : 'en';
  if (['', '#', '#/'].includes(location.hash) && remembered('draft') === null) {
    root.dataset.first = 'on';
    return;
  }
  const load = (link) => document.head.append(Object.assign(document.createElement('link'), link));
  load({ rel: 'modulepreload', href: './regpath.js?v=__BUILD__' });
  load({ rel: 'preload', as: 'fetch', type: 'application/wasm', crossOrigin: 'anonymous', href: './regpath_bg.wasm?v=__BUILD__' });
})();
