// How large and how quick the page is, as a table for the README: `cargo web build`, then `CHROMIUM=… node bench.mjs`.
import { execFileSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { done, launch, watch } from './browser.mjs';
import { compressed, dist, here, serve } from './site.mjs';

const root = join(here, '../..');
const plan = 'ai-imaging-asean';
const kb = (bytes) => `${Math.round(bytes / 1000)} kB`;
const rows = [];
const row = (what, measured) => rows.push(`| ${what} | ${measured} |`);

const sum = async (names) => {
  const sizes = await Promise.all(names.map((name) => compressed(join(dist, name))));
  return ['raw', 'gzip', 'brotli'].map((how) => kb(sizes.reduce((sum, size) => sum + size[how], 0))).join(', ');
};

const site = await serve();
const browser = await launch();
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

{
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  const asked = new Set();
  page.on('request', (request) => asked.add(new URL(request.url()).pathname.split('/').at(-1) || 'index.html'));
  await page.goto(site.url, { waitUntil: 'networkidle' });
  row('before the first page can be used: plain, gzip, brotli', await sum([...asked]));
  row('in all, once a plan is open', await sum(await readdir(dist)));
  await context.close();
}

const drawn = [];
const pressed = [];
for (let turn = 0; turn < 5; turn += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  await watch(page);
  await page.goto(site.url);
  await page.waitForSelector('.gallery');
  drawn.push(await page.evaluate(() => window.usableAfter));
  pressed.push(await page.evaluate(async () => {
    const began = performance.now();
    [...document.querySelectorAll('.plan-card')][2].click();
    while (document.querySelector('main .gallery')) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  }));
  await context.close();
}
row('the first page, with its answer, can be used (empty cache, median of five)', `${Math.round(median(drawn))} ms`);
row('from a press on a card, the program not loaded yet, to its plan', `${Math.round(median(pressed))} ms`);

const usable = [];
const answered = [];
for (let turn = 0; turn < 5; turn += 1) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' });
  const page = await context.newPage();
  await watch(page);
  await page.goto(`${site.url}#/${plan}/odds`);
  await done(page);
  answered.push(await page.evaluate(() => performance.now()));
  usable.push(await page.evaluate(() => window.usableAfter));
  await context.close();
}
row('a plan\'s own address can be used (empty cache, median of five)', `${Math.round(median(usable))} ms`);
row('its first answer, 10,000 futures, is complete', `${Math.round(median(answered))} ms`);

const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, serviceWorkers: 'block' })).newPage();
await watch(page);
await page.goto(`${site.url}#/${plan}/odds`);
await done(page);
const native = (futures) => {
  const began = performance.now();
  execFileSync('cargo', ['run', '--release', '--quiet', '--locked', '--', 'simulate', plan, '--iterations', String(futures), '--format', 'json'], { cwd: root, maxBuffer: 1 << 28 });
  return performance.now() - began;
};
native(1000);
for (const futures of [10_000, 100_000]) {
  const inPage = await page.evaluate(async (futures) => {
    const select = document.querySelector('.asked select');
    const times = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const began = performance.now();
      if (select.value === String(futures)) document.querySelector('.run.is-again').click();
      else { select.value = String(futures); select.dispatchEvent(new Event('change', { bubbles: true })); }
      await new Promise((resolve) => setTimeout(resolve, 20));
      while (!document.querySelector('.strip.is-done')) await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - began);
    }
    return times.sort((a, b) => a - b)[1];
  }, futures);
  const natively = median([native(futures), native(futures), native(futures)]);
  row(`${futures.toLocaleString('en')} futures of \`${plan}\`: page, terminal`, `${Math.round(inPage)} ms, ${Math.round(natively)} ms`);
}
const longest = [];
for (const [place, view] of (await page.locator('.rail .entry > span').allTextContents()).entries()) {
  await page.locator('.rail .entry').nth(place).click();
  await page.waitForTimeout(500);
  await page.evaluate(async () => {
    window.longTasks.length = 0;
    document.querySelector('.run.is-again').click();
    await new Promise((resolve) => setTimeout(resolve, 50));
    while (!document.querySelector('.strip.is-done')) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
  await page.waitForTimeout(300);
  const tasks = await page.evaluate(() => window.longTasks.map(([, duration]) => duration));
  longest.push(`${view} ${tasks.length ? Math.max(...tasks) : 'under 50'}`);
}
row('longest task of the page while simulating 100,000 futures on all threads [ms]', longest.join(', '));

await browser.close();
site.stop();
console.log(['| what | measured |', '|---|---|', ...rows].join('\n'));
