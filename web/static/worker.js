// The engine's side of the page: the same program, in a worker.
import init from './regpath.js?v=__BUILD__';

try {
  await init({ module_or_path: new URL('./regpath_bg.wasm?v=__BUILD__', import.meta.url) });
} catch (error) {
  self.postMessage(['broken', String(error?.message ?? error)]);
  throw error;
}
