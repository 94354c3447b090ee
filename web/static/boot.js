// Starts the program; if that fails, says so in words.
import init from './regpath.js?v=__BUILD__';

try {
  await init({ module_or_path: new URL('./regpath_bg.wasm?v=__BUILD__', import.meta.url) });
  // From the second visit on the page opens without a network, where the browser allows that.
  if ('serviceWorker' in navigator && window.isSecureContext) {
    navigator.serviceWorker.register('./sw.js').catch(() => {});
  }
} catch (error) {
  const place = document.getElementById('boot-error');
  const japanese = document.documentElement.lang === 'ja' || navigator.language.startsWith('ja');
  place.textContent = japanese
    ? `regpathを起動できませんでした(${error.message})。ページを再読み込みするか、ブラウザを更新してください。`
    : `regpath could not start (${error.message}). Reload the page, or update the browser.`;
  place.hidden = false;
  console.error(error);
}
