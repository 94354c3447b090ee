// One seed, one answer, everywhere: the engine that ships in the page against the native one. The shipped
// WebAssembly runs here as a worker runs it, chunk by chunk through bytes; the native engine prints its
// fingerprint of the same run. NATIVE=… names another command that reads a run from standard input. Runs of fixtures
// must also have the bits that are written down for them, which `tests/integration/fingerprint.rs` asks natively.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from './engine.mjs';
import { Claims, here } from './site.mjs';

const root = join(here, '../..');
const native = (process.env.NATIVE ?? 'cargo run --quiet --locked -p regpath-web --example fingerprint').split(' ');
const plans = join(root, 'scenarios/plans');

const claims = new Claims();
const engine = await start();

const spec = async (file, changes) => ({
  job: 1,
  name: `plans/${file}`,
  text: await readFile(join(plans, file), 'utf8'),
  seed: 7,
  iterations: 5000,
  method: 'mc',
  ...changes,
});

/** What the native engine says of a run. */
const natively = (run) =>
  execFileSync(native[0], native.slice(1), { cwd: root, input: JSON.stringify(run), encoding: 'utf8' }).trim();

const asked = [];
for (const file of (await readdir(plans)).filter((name) => name.endsWith('.toml')).sort()) {
  for (const method of ['mc', 'lhs', 'sobol']) asked.push([file, { method }]);
  asked.push([file, { seed: 20_261_121, iterations: 1025 }]);
}

for (const [file, changes] of asked) {
  await claims.claim(`${file} ${JSON.stringify(changes)}: the same bits`, async () => {
    const run = await spec(file, changes);
    const news = await engine.ask(['fingerprint', JSON.stringify(run)]);
    assert.equal(news[0], 'fingerprint', news.join(' '));
    assert.equal(news[1], natively(run));
  });
}

const source = async (path) => ({ name: path, text: await readFile(join(root, path), 'utf8') });
for (const pinned of JSON.parse(await readFile(join(root, 'tests/fixtures/pinned/fingerprints.json'), 'utf8'))) {
  const { plan, catalogue, fingerprint, ...rest } = pinned;
  await claims.claim(`${plan} ${JSON.stringify(rest)}: the pinned bits`, async () => {
    const run = { job: 1, ...(await source(plan)), catalogue: await Promise.all(catalogue.map(source)), ...rest };
    assert.deepEqual(await engine.ask(['fingerprint', JSON.stringify(run)]), ['fingerprint', fingerprint]);
  });
}

await claims.claim('another seed has another answer', async () => {
  const [file] = asked[0];
  const one = await engine.ask(['fingerprint', JSON.stringify(await spec(file, {}))]);
  const other = await engine.ask(['fingerprint', JSON.stringify(await spec(file, { seed: 8 }))]);
  assert.notEqual(one[1], other[1]);
});

await claims.claim('a chunk is the same bytes however often it is computed', async () => {
  const run = await spec(asked[0][0], { job: 2 });
  engine.tell(['prepare', JSON.stringify(run)]);
  const once = await engine.ask(['run', 2, 3]);
  const twice = await engine.ask(['run', 2, 3]);
  assert.deepEqual([...once.slice(0, 3)], ['chunk', 2, 3]);
  assert.ok(Buffer.from(once[3]).equals(Buffer.from(twice[3])));
});

await claims.claim('a plan that cannot be read is refused in words', async () => {
  const news = await engine.ask(['prepare', JSON.stringify(await spec(asked[0][0], { job: 3, text: '[[step]]\nid = 1' }))]);
  assert.deepEqual(news.slice(0, 2), ['failed', 3]);
  assert.match(news[2], /\w+ \w+/);
});

claims.close();
