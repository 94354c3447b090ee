// The shipped engine outside of a browser: what a worker is to the page, with a stand-in for `self`.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist } from './site.mjs';

/** Starts the engine; `ask(order)` posts an order and waits for the next news. */
export async function start() {
  const waiting = [];
  const early = [];
  globalThis.self = globalThis;
  globalThis.name = 'hand';
  globalThis.postMessage = (news) => {
    const resolve = waiting.shift();
    if (resolve) resolve(news);
    else early.push(news);
  };
  const { default: init } = await import(pathToFileURL(join(dist, 'regpath.js')).href);
  await init({ module_or_path: await readFile(join(dist, 'regpath_bg.wasm')) });
  const next = () => (early.length ? Promise.resolve(early.shift()) : new Promise((resolve) => waiting.push(resolve)));
  const ready = await next();
  if (ready[0] !== 'ready') throw new Error(`the engine says ${ready}`);
  const tell = (order) => globalThis.onmessage({ data: order });
  return { tell, next, ask: (order) => { const news = next(); tell(order); return news; } };
}
