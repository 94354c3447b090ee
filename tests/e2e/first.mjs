// The first page before the program: what it takes to show it, and that nothing which is pressed meanwhile is lost.
// `CHROMIUM=… node first.mjs`.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { begin, big, done, finish, out, violations, watch } from './browser.mjs';
import { compressed, dist, here, soon } from './site.mjs';

/** Most bytes in brotli that are loaded before the first page can be used. */
const MOST_FIRST = 40_000;
/** Most bytes in brotli of all that a visit can ask for. It may grow with what the page can do, knowingly. */
const MOST_IN_ALL = 1_140_000;

const { site, browser, claims, claim } = await begin();

/** The first page with nobody before it; `program` says what becomes of requests for the program. */
async function open({ locale = 'en-US', theme = 'light', size = [1440, 900], program, expects = false } = {}) {
  const [width, height] = size;
  const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme: theme, serviceWorkers: 'block' });
  const page = await context.newPage();
  const asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').at(-1) || 'index.html'));
  if (program) await page.route('**/regpath_bg.wasm*', program);
  await watch(page, { console: !expects });
  await page.goto(site.url);
  await page.waitForSelector('.gallery');
  return { page, asked };
}
const close = (page) => page.context().close();
const isDrawn = (page) => page.locator('main[data-drawn]').count().then((count) => count === 1);
const heading = (page) => page.locator('main').getAttribute('aria-label');
const slow = (milliseconds) => async (route) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  await route.continue();
};

{
  const { page, asked } = await open();
  await claim('the first page needs little to be used, and has its answer already', async () => {
    await page.waitForLoadState('networkidle');
    assert.ok(await isDrawn(page));
    assert.ok(asked.includes('index.html') && asked.includes('boot.js'), String(asked));
    const sizes = await Promise.all([...new Set(asked)].map(async (name) => (await compressed(join(dist, name))).brotli));
    const sum = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`        ${sum} bytes in brotli, usable after ${Math.round(await page.evaluate(() => window.usableAfter))} ms`);
    assert.ok(sum <= MOST_FIRST, `${sum} bytes: ${asked}`);
    assert.equal((await big(page)).length, 4);
  });
  await claim('all that a visit can ask for stays within its budget', async () => {
    const sizes = await Promise.all((await readdir(dist)).map(async (name) => (await compressed(join(dist, name))).brotli));
    const sum = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`        ${sum} bytes in brotli`);
    assert.ok(sum <= MOST_IN_ALL, `${sum} bytes`);
  });
  await claim('its answer is that of the program, to the last digit', async () => {
    const drawn = { answers: await big(page), title: await page.title(), cards: await page.locator('.plan-card').allInnerTexts() };
    await page.locator('.tools .is-again').click();
    await soon(async () => assert.ok(!(await isDrawn(page))));
    await done(page);
    const { answers, title, cards } = { answers: await big(page), title: await page.title(), cards: await page.locator('.plan-card').allInnerTexts() };
    assert.deepEqual({ answers, title, cards }, drawn);
  });
  await close(page);
}

{
  const { page } = await open({ program: slow(1500) });
  await claim('the language changes at once, without the program', async () => {
    await page.locator('.languages [lang="ja"]').click();
    await soon(async () => assert.match(await page.locator('.gallery > h2').innerText(), /どの経路/));
    assert.ok(await isDrawn(page));
    assert.equal(await page.evaluate(() => document.activeElement.lang), 'ja');
  });
  await claim('a card that is pressed before the program is there opens its plan, and says so meanwhile', async () => {
    const card = page.locator('.plan-card', { hasText: 'MDSAP' }).first();
    const title = await card.locator('.title').innerText();
    await card.click();
    assert.ok(await isDrawn(page));
    assert.equal(await card.getAttribute('aria-busy'), 'true');
    assert.ok((await page.locator('[role="status"]').innerText()).length > 2);
    await page.screenshot({ path: join(out, 'opening.png') });
    await page.waitForFunction((title) => document.querySelector('h1').textContent === title, title);
    await done(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ja');
    await soon(() => assert.match(page.url(), /#\/[^/]+\/plan$/));
  });
  await close(page);
}

for (const [what, press, opens] of [
  ['the last card is an exercise', (page) => page.locator('.workshops .plan-card').last().press('Enter'), '.sitting'],
  ['the six questions', (page) => page.locator('.plan-card.is-new').click(), 'dialog[open] .wizard, dialog[open] form, dialog[open] [type="radio"]'],
  ['the theme', (page) => page.locator('.tools .tool:not(.to-find, .is-help)').click(), ':root[data-theme="light"]'],
  ['sharing', (page) => page.locator('.to-share').click(), '.link-field input'],
  ['a key', (page) => page.keyboard.press('?'), 'dialog[open] kbd'],
  ['a link that is pasted', (page) => page.evaluate(() => { location.hash = '#/ai-imaging-asean/odds'; }), '.odds'],
]) {
  const { page } = await open({ program: slow(400) });
  await claim(`pressed before the program is there: ${what}`, async () => {
    await press(page);
    await page.waitForSelector(opens);
    assert.ok(!(await isDrawn(page)));
  });
  await close(page);
}

{
  const { page } = await open({ program: slow(600) });
  await claim('a file that is chosen before the program is there is opened', async () => {
    const text = (await readFile(join(here, '../../scenarios/plans/ai-imaging-asean.toml'), 'utf8')).replace(/title\s*=.*\n/, 'title = { en = "My own", ja = "自分の" }\n');
    await page.locator('.gallery .own-file input').first().setInputFiles({ name: 'own.toml', mimeType: 'application/toml', buffer: Buffer.from(text) });
    await soon(async () => assert.equal(await page.locator('h1').innerText(), 'My own'));
  });
  await close(page);
}

{
  let fails = true;
  const { page } = await open({ program: (route) => (fails ? route.abort() : route.continue()), expects: true });
  await claim('a program that cannot be loaded is told in words, and can be tried again', async () => {
    await page.locator('.plan-card').nth(2).click();
    await page.waitForSelector('#boot-error:not([hidden])');
    assert.match(await page.locator('#boot-error').innerText(), /could not start/);
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: join(out, 'no-program.png') });
    fails = false;
    await page.locator('#boot-error button').click();
    await soon(async () => assert.ok(!(await isDrawn(page))));
    await soon(async () => assert.equal(await heading(page), 'Plan'));
    assert.ok(await page.locator('#boot-error').isHidden());
  });
  await close(page);
}

{
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await watch(page);
  await page.goto(site.url);
  await claim('after a look at the first page alone, plans open without a network', async () => {
    await page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready;
      while (ready.active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 50));
    });
    assert.ok(await isDrawn(page));
    await context.setOffline(true);
    await page.reload();
    await page.locator('.plan-card').nth(1).click();
    await soon(async () => assert.equal(await heading(page), 'Plan'));
    await done(page);
  });
  await context.close();
}

for (const [locale, theme, size] of [['en-US', 'light', [1440, 900]], ['ja-JP', 'dark', [1440, 900]], ['ja-JP', 'light', [390, 844]], ['en-US', 'dark', [768, 1024]]]) {
  const { page } = await open({ locale, theme, size });
  await claim(`the drawn page is as accessible as the program's: ${locale}, ${theme}, ${size[0]} px`, async () => {
    assert.ok(await isDrawn(page));
    assert.deepEqual(await violations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await page.screenshot({ path: join(out, `first-${locale.slice(0, 2)}-${size[0]}.png`) });
  });
  await close(page);
}

await finish(claims, browser, site);
