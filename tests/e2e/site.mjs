// The built page on a web server of its own, below a path, as someone else's server might offer it.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export const here = dirname(fileURLToPath(import.meta.url));
export const dist = join(here, '../../web/dist');

const media = {
  '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Serves `web/dist` at `http://127.0.0.1:…/any/where/`; says the address and how to stop. */
export async function serve() {
  const base = '/any/where/';
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://here');
    const name = pathname.startsWith(base) ? pathname.slice(base.length) || 'index.html' : null;
    try {
      if (name === null || normalize(name).startsWith('..')) throw new Error('not here');
      const bytes = await readFile(join(dist, name));
      response.writeHead(200, { 'content-type': media[extname(name)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}${base}`, stop: () => server.close() };
}

/** How large a file is: plain, and as a server may send it. */
export async function compressed(path) {
  const bytes = await readFile(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes, { params }).length };
}

/** Asks until the check holds: a page draws a moment after it was touched. What it found last is the complaint. */
export async function soon(check, patience = 30_000) {
  for (const end = Date.now() + patience; ; ) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/** Runs named claims one after another and counts; the last line is for whoever reads only that. */
export class Claims {
  passed = 0;
  failed = 0;

  async claim(name, check) {
    const began = Date.now();
    try {
      await check();
      this.passed += 1;
      const seconds = (Date.now() - began) / 1000;
      console.log(`ok      ${name}${seconds < 5 ? '' : ` (${seconds.toFixed(1)} s)`}`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED  ${name}\n        ${String(error?.message ?? error).split('\n').join('\n        ')}`);
    }
  }

  close() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed ? 1 : 0;
  }
}
