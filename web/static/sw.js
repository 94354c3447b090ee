// Keeps the files of this build, so that the page opens without a network. It asks nobody but the server that it came
// from, and only for the files of the page.
const CACHE = 'regpath-__BUILD__';
const FILES = [/* FILES */];

const of = (name) => new URL(name, self.registration.scope).href;

self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    // What the browser has just loaded for the page need not be loaded again.
    await cache.addAll(FILES.map((name) => new Request(of(name), { cache: 'force-cache' })));
    await self.skipWaiting();
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('regpath-') && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    if (request.mode === 'navigate') {
      // A newer page is taken while there is a network, this one otherwise.
      try {
        const answer = await fetch(request);
        if (answer.ok) return answer;
      } catch { /* no network */ }
      return (await cache.match(of('./index.html'))) ?? Response.error();
    }
    return (await cache.match(request)) ?? fetch(request);
  })());
});
