// Sets the remembered theme and language before the first paint, so that nothing flashes.
try {
  const theme = localStorage.getItem('regpath.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  const lang = localStorage.getItem('regpath.lang');
  if (lang === 'en' || lang === 'ja') document.documentElement.lang = lang;
} catch {
  // Without storage the page follows the system.
}
