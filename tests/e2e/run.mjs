// The page in a real browser: `CHROMIUM=… node run.mjs`. Screenshots go to `out/`.
// URL=… looks at a page that is served already.
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { begin, big, done, drawn, finish, out, shut, violations, watch } from './browser.mjs';
import { here, soon } from './site.mjs';

const { site, browser, claims, claim } = await begin(process.env.URL);

const views = ['Plan', 'Map', 'Timeline', 'Odds', 'Money', 'Risk', 'Life', 'Compare', 'Futures', 'Sources'];
const keyOf = (view) => String((views.indexOf(view) + 1) % 10);
const sizes = { wide: [1440, 900], middle: [768, 1024], phone: [390, 844] };

/** A page that has loaded; what goes wrong in it is noted. */
async function open({ size = 'wide', locale = 'en-US', theme = 'light', hash = '#/ai-imaging-asean/plan', worker } = {}) {
  const [width, height] = sizes[size];
  const context = await browser.newContext({ viewport: { width, height }, locale, colorScheme: theme, serviceWorkers: 'block' });
  const page = await context.newPage();
  // A page whose workers are tampered with may complain of it.
  if (worker) await page.route('**/worker.js*', worker);
  await watch(page, { console: !worker });
  await page.goto(site.url + hash);
  await page.waitForSelector('.run.is-again, .run.is-cancel');
  return page;
}

const heading = (page) => page.locator('main').getAttribute('aria-label');
const overflow = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

const close = (page) => page.context().close();

{
  const page = await open();
  await claim('the first plan is simulated without being asked', async () => {
    await done(page);
    const answers = await big(page);
    assert.equal(answers.length, 4);
    for (const answer of answers) assert.match(answer, /\d/);
    await soon(async () => assert.equal(await page.locator('.card .spark svg').count(), 4));
  });
  console.log(`        usable after ${Math.round(await page.evaluate(() => window.usableAfter))} ms`);
  await claim('the title names the plan', async () => {
    assert.ok((await page.title()).startsWith(await page.locator('h1').innerText()));
  });
  await claim('a click opens a view, and the address names it', async () => {
    await page.locator('.rail button').nth(views.indexOf('Timeline')).click();
    await soon(async () => assert.equal(await heading(page), 'Timeline'));
    await soon(() => assert.match(page.url(), /#\/[^/]+\/timeline$/));
  });
  await claim('a key opens a view', async () => {
    for (const view of views) {
      await page.keyboard.press(keyOf(view));
      await page.waitForFunction((view) => document.querySelector('main').getAttribute('aria-label') === view, view);
    }
  });
  await claim('going back opens the view before', async () => {
    await page.goBack();
    await page.waitForFunction((view) => document.querySelector('main').getAttribute('aria-label') === view, views.at(-2));
  });
  await claim('all views are reached with Tab and Enter alone', async () => {
    await page.locator('.skip').focus();
    for (let turn = 0; turn < 20; turn += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement.textContent.startsWith('Money'))) break;
    }
    await page.keyboard.press('Enter');
    await soon(async () => assert.equal(await heading(page), 'Money'));
  });
  await claim('skipping leads into the view', async () => {
    await page.locator('.skip').focus();
    await page.keyboard.press('Enter');
    await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.id), 'view'));
  });
  await claim('another milestone has another chart', async () => {
    await page.keyboard.press(keyOf('Odds'));
    await page.waitForSelector('button.milestone');
    const buttons = page.locator('button.milestone');
    const other = (await buttons.nth(0).getAttribute('aria-pressed')) === 'true' ? 1 : 0;
    await buttons.nth(other).click();
    await soon(async () => assert.equal(await buttons.nth(other).getAttribute('aria-pressed'), 'true'));
    await soon(async () => assert.equal(await page.locator('button.milestone[aria-pressed="true"]').count(), 1));
  });
  await claim('the odds have three forms, each with its numbers', async () => {
    for (const [place, mark] of ['.dots circle', '.bars rect', '.line'].entries()) {
      await page.locator('.forms button').nth(place).click();
      await page.waitForSelector(`.odds ${mark}`, { state: 'attached' });
      const numbers = page.locator('.odds .numbers');
      if (!(await numbers.evaluate((details) => details.open))) await numbers.locator('summary').click();
      await soon(async () => assert.ok(await numbers.locator('tbody tr').count()));
      // The pointer still rests on the button.
      assert.deepEqual(await violations(page), []);
    }
  });
  await claim('a step opens its card with sources, and Escape gives the focus back', async () => {
    await page.keyboard.press(keyOf('Timeline'));
    const step = page.locator('button.step').first();
    const name = await step.evaluate((element) => element.lastChild.textContent);
    await step.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] .facts');
    assert.ok(name);
    await soon(async () => assert.ok(await page.locator('dialog h2').innerText()));
    await soon(async () => assert.ok(await page.locator('dialog .sources li').count()));
    await page.screenshot({ path: join(out, 'step-card.png') });
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await shut(page);
    await page.waitForFunction(() => document.activeElement.classList.contains('step'));
  });
  await claim('a bar of the tornado opens the card of its step', async () => {
    await page.keyboard.press('Escape');
    await page.locator('.rail button', { hasText: 'Risk' }).click();
    await page.locator('.bar-row .step').first().click();
    await page.waitForSelector('dialog[open] .facts');
    await page.keyboard.press('Escape');
    await shut(page);
  });
  await claim('any future is told: the worst in twenty, the next, one by its number', async () => {
    await page.locator('.rail button', { hasText: 'Futures' }).click();
    const title = page.locator('.futures .panel:last-child .finding');
    const median = await title.innerText();
    await page.locator('.futures .forms button').nth(2).click();
    await page.waitForFunction((title) => document.querySelector('.futures .panel:last-child .finding').textContent !== title, median);
    await page.locator('.number-field input').fill('17');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /17/.test(document.querySelector('.futures .panel:last-child .finding').textContent));
    await page.locator('.futures .forms button').nth(6).click();
    await page.waitForFunction(() => /18/.test(document.querySelector('.futures .panel:last-child .finding').textContent));
    assert.ok((await page.locator('.chapter li').count()) > 10);
  });
  await claim('plans are compared on the same futures, in the background', async () => {
    await page.locator('.rail button', { hasText: 'Compare' }).click();
    await page.locator('.rival input').first().check();
    await page.waitForSelector('.standing', { timeout: 60_000 });
    await page.locator('.rival input').nth(1).check();
    await page.waitForFunction(() => document.querySelectorAll('.compared .panel:first-child .standing').length === 3, null, { timeout: 60_000 });
    await soon(async () => assert.ok(await page.locator('.sentence').count()));
    await page.screenshot({ path: join(out, 'compared.png'), fullPage: true });
    assert.deepEqual(await violations(page), []);
    await page.locator('.rival input').nth(1).uncheck();
    await page.waitForFunction(() => document.querySelectorAll('.compared .panel:first-child .standing').length === 2, null, { timeout: 60_000 });
  });
  const opened = async (key, inside) => {
    await page.keyboard.press(key);
    await page.waitForSelector(`dialog[open] ${inside}`);
    await page.waitForFunction(() => document.activeElement.matches('.seek input'));
  };
  const focused = (check) => soon(async () => assert.ok(await page.evaluate(check)));
  await claim('what is looked for is found by a word, and Enter leads there', async () => {
    await opened('/', '.found li');
    assert.equal(await page.locator('.seek input').inputValue(), '');
    const first = page.locator('.found li').first();
    await page.keyboard.type('taiwan');
    await soon(async () => assert.match(await first.innerText(), /country[^]*Taiwan/i));
    await page.keyboard.press('ArrowDown');
    await soon(async () => assert.equal(await page.locator('.found [aria-selected=true]').getAttribute('id'), await page.locator('.seek input').getAttribute('aria-activedescendant')));
    assert.equal(await first.getAttribute('aria-selected'), 'false');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await shut(page);
    await soon(async () => assert.equal(await heading(page), 'Timeline'));
    await focused(() => document.activeElement.tagName === 'SUMMARY' && document.activeElement.textContent === 'Taiwan');
    await opened('Control+k', '.found li');
    await page.keyboard.type('first approval');
    await soon(async () => assert.match(await first.innerText(), /milestone/i));
    await page.keyboard.press('Enter');
    await focused(() => document.activeElement.matches('.milestone[aria-pressed=true]') && document.activeElement.textContent.includes('First approval'));
    await page.locator('.to-find').click();
    await page.waitForSelector('dialog[open] .found li');
    await page.keyboard.type('PMDA review');
    await soon(async () => assert.match(await first.innerText(), /step/i));
    await first.click();
    await page.waitForSelector('dialog[open].sheet .facts');
    await focused(() => document.activeElement.id === 'dialog-title');
    await page.keyboard.press('Escape');
    await shut(page);
    // The focus is back where it was before the search.
    await focused(() => document.activeElement.matches('.to-find'));
    await opened('/', '.found li');
    await page.keyboard.type('no such thing');
    await soon(async () => assert.equal(await page.locator('.found li').count(), 0));
    await soon(async () => assert.match(await page.locator('.seek [role=status]').innerText(), /Nothing is called/));
    await page.keyboard.press('Escape');
    await shut(page);
  });
  await claim('words are explained in either language, and lead to others', async () => {
    await opened('i', '.term');
    const all = await page.locator('.term').count();
    await page.keyboard.type('承認');
    await soon(async () => assert.ok((await page.locator('.term').count()) < all / 2));
    await soon(async () => assert.match(await page.locator('.term').first().innerText(), /Shonin/));
    const link = page.locator('.term .link').first();
    const name = await link.innerText();
    await link.click();
    await focused(() => document.activeElement.matches('.term[aria-current]'));
    assert.ok((await page.locator('.term[aria-current]').innerText()).startsWith(name));
    await soon(async () => assert.equal(await page.locator('.term').count(), all));
    await page.keyboard.press('Escape');
    await shut(page);
  });
  await claim('a route of the catalogue is read with its sources, and taken up', async () => {
    await page.keyboard.press('1');
    const taken = () => page.locator('.of-routes tbody tr').count();
    const before = await taken();
    await opened('a', '.found li');
    await page.keyboard.type('abridged evaluation');
    await soon(async () => assert.match(await page.locator('.found li').first().innerText(), /Singapore/));
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] .cited a');
    assert.ok((await page.locator('dialog .sources .grade').count()) > 3);
    await page.locator('dialog .press').click();
    await shut(page);
    await done(page);
    await soon(async () => assert.ok((await taken()) > before));
    // What is taken is not offered again, and its row opens its page.
    await page.locator('.of-routes .link').first().click();
    await page.waitForSelector('dialog[open] .cited');
    assert.equal(await page.locator('dialog .press').count(), 0);
    await page.keyboard.press('Escape');
    await shut(page);
    await page.keyboard.press('Control+z');
    await soon(async () => assert.equal(await taken(), before));
    await done(page);
  });
  await claim('the language changes everywhere and is remembered', async () => {
    const title = await page.locator('h1').innerText();
    await page.locator('.languages button', { hasText: '日本語' }).click();
    await page.waitForSelector('html[lang="ja"]');
    await soon(async () => assert.notEqual(await page.locator('h1').innerText(), title));
    await page.reload();
    await page.waitForSelector('html[lang="ja"] .run.is-again, html[lang="ja"] .run.is-cancel');
    await page.keyboard.press('l');
    await page.waitForSelector('html[lang="en"]');
    await soon(async () => assert.equal(await page.locator('h1').innerText(), title));
  });
  await claim('the theme changes and is remembered', async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    const light = await ground();
    await page.locator('.tools .tool:not(.to-find)').first().click();
    await page.locator('.tools .tool:not(.to-find)').first().click();
    await page.waitForSelector('html[data-theme="dark"]');
    await soon(async () => assert.notEqual(await ground(), light));
    await page.reload();
    await page.waitForSelector('html[data-theme="dark"] .run');
  });
  await close(page);
}

{
  const page = await open();
  await done(page);
  const title = await page.locator('h1').innerText();
  await claim('another plan opens and is simulated', async () => {
    await page.locator('.choose').click();
    await page.waitForSelector('dialog[open] .plan');
    await page.screenshot({ path: join(out, 'plans.png') });
    assert.deepEqual(await violations(page), []);
    await page.locator('.plan:not([aria-current])').first().click();
    await shut(page);
    await soon(async () => assert.notEqual(await page.locator('h1').innerText(), title));
    await done(page);
    for (const answer of await big(page)) assert.match(answer, /\d/);
  });
  await claim('a link opens the same plan and view', async () => {
    await page.keyboard.press(keyOf('Money'));
    const there = await page.locator('h1').innerText();
    const other = await open({ hash: new URL(page.url()).hash });
    await soon(async () => assert.equal(await other.locator('h1').innerText(), there));
    await soon(async () => assert.equal(await heading(other), 'Money'));
    await close(other);
  });
  await claim('the same seed gives the same answer', async () => {
    const before = await big(page);
    await page.locator('.run.is-again').click();
    await done(page);
    assert.deepEqual(await big(page), before);
  });
  await claim('the help says what the keys do, and can turn them off', async () => {
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open] .keys');
    assert.deepEqual(await violations(page), []);
    await page.locator('dialog .switch input').click();
    await page.keyboard.press('Escape');
    await shut(page);
    await page.keyboard.press('1');
    await soon(async () => assert.equal(await heading(page), 'Money'));
  });
  await close(page);
}

{
  const page = await open();
  await claim('a run can be cancelled and run again', async () => {
    // A slower machine leaves more to cancel.
    const session = await page.context().newCDPSession(page);
    await done(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.evaluate(() => {
      const run = document.querySelector('.run.is-again');
      run.click();
      const wait = () => {
        const cancel = document.querySelector('.run.is-cancel');
        if (cancel) cancel.click(); else requestAnimationFrame(wait);
      };
      wait();
    });
    await page.waitForSelector('.run.is-again');
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await page.locator('.run.is-again').click();
    await done(page);
    for (const answer of await big(page)) assert.match(answer, /\d/);
  });
  await close(page);
}

{
  const page = await open();
  await done(page);
  const choose = async (name, text) => {
    await page.locator('.choose').click();
    await page.locator('dialog input[type=file]').first().setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  };
  const own = await readFile(join(here, '../../scenarios/plans', (await readdir(join(here, '../../scenarios/plans'))).sort()[0]), 'utf8');
  await claim("a plan of one's own opens from a file, with another seed and number of futures", async () => {
    await choose('mine.toml', own.replace(/title(\s*)=(\s*)\{ *en *= *"[^"]*"/, 'title$1=$2{ en = "My very own plan"'));
    await page.waitForFunction(() => document.querySelector('h1').textContent === 'My very own plan');
    await done(page);
    await page.locator('.asked input').fill('8');
    await page.keyboard.press('Enter');
    await page.locator('.asked select').selectOption('1000');
    await page.waitForFunction(() => /^1.?000 /.test(document.querySelector('.foot li:nth-child(2)').textContent));
    await done(page);
    for (const answer of await big(page)) assert.match(answer, /\d/);
  });
  await claim('a file with mistakes says where, and the plan at hand stays', async () => {
    await choose('broken.toml', '[plan]\nid = "x"\nbogus = 1\n');
    await page.waitForSelector('.notice[role=alert] li');
    await soon(async () => assert.match(await page.locator('.notice li').first().innerText(), /broken\.toml, line \d+: /));
    await soon(async () => assert.equal(await page.locator('h1').innerText(), 'My very own plan'));
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: join(out, 'problems.png') });
    await page.locator('.notice button').click();
    await page.waitForSelector('.notice[role=alert] li', { state: 'detached' });
  });
  await close(page);
}

{
  const page = await open();
  await done(page);
  const answers = await big(page);
  const lever = (name) => page.locator('.levers .count', { hasText: name });
  await claim('a lever moves the answer, the headlines say by how much, and undo brings it back', async () => {
    assert.deepEqual(await violations(page), []);
    await lever('Regulatory affairs').locator('button').first().click();
    await page.waitForSelector('.card .change.is-worse');
    await done(page);
    await soon(async () => assert.match(await page.locator('.card .change').nth(1).innerText(), /mo later/));
    await soon(async () => assert.equal(await page.locator('.levers .changes').innerText(), '1 change'));
    assert.deepEqual(await violations(page), []);
    await page.screenshot({ path: join(out, 'levers.png') });
    await page.keyboard.press('Control+z');
    await page.waitForSelector('.card .change', { state: 'detached' });
    await soon(async () => assert.deepEqual(await big(page), answers));
    await page.keyboard.press('Control+Shift+Z');
    await page.waitForSelector('.card .change.is-worse');
    await page.keyboard.press('u');
    await page.waitForSelector('.card .change', { state: 'detached' });
  });
  await claim('a list follows the state after it was touched', async () => {
    const select = page.locator('.levers select').first();
    const before = await select.inputValue();
    const other = await select.locator('option').evaluateAll((all, now) => all.find((one) => one.value !== now).value, before);
    await select.selectOption(other);
    await page.waitForSelector('.lever.is-changed select');
    await page.locator('.levers [aria-label=Undo]').click();
    await page.waitForFunction(() => !document.querySelector('.lever.is-changed'));
    await soon(async () => assert.equal(await select.inputValue(), before));
  });
  await claim('what cannot be made is said next to the switch, and the old answer stays', async () => {
    await page.locator('.levers [role=switch]').first().click();
    await page.waitForSelector('.lever .flaw');
    await page.waitForSelector('.strip.is-stale');
    assert.deepEqual(await big(page), answers);
    assert.deepEqual(await violations(page), []);
    await page.locator('.levers [aria-label=Close]').click();
    await page.waitForSelector('main .notice[role=alert]');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('u');
    await page.waitForSelector('main .notice[role=alert]', { state: 'detached' });
    await page.keyboard.press('o');
    await page.waitForSelector('.levers');
  });
  await claim('a change that cannot work says what would make it work', async () => {
    await page.keyboard.press('a');
    await page.waitForSelector('dialog[open] .found li');
    await page.keyboard.type('canada');
    await soon(async () => assert.match(await page.locator('.found li').first().innerText(), /Canada/));
    await page.keyboard.press('Enter');
    await page.locator('dialog .press').click();
    const way = page.locator('.levers .ways button').first();
    await soon(async () => assert.match(await way.innerText(), /MDSAP/));
    await soon(async () => assert.match(await page.locator('main .notice, .levers .flaw').first().innerText(), /MDSAP certificate/));
    await way.click();
    await page.waitForSelector('.levers .ways', { state: 'detached' });
    await page.waitForSelector('.strip.is-done:not(.is-stale)', { timeout: 60_000 });
    await page.keyboard.press('u');
    await page.keyboard.press('u');
    await page.waitForFunction(() => !document.querySelector('.levers .changes').textContent);
    await done(page);
  });
  await claim('changes survive a reload and go with undo', async () => {
    await lever('Horizon').locator('button').nth(1).click();
    await page.waitForFunction(() => localStorage.getItem('regpath.draft')?.includes('9 year'));
    await page.reload();
    await page.waitForSelector('.run.is-again, .run.is-cancel');
    await page.waitForFunction(() => document.querySelector('.levers .changes')?.textContent === '1 change');
    await soon(async () => assert.match(await lever('Horizon').innerText(), /9 years/));
    await page.keyboard.press('u');
    await page.waitForFunction(() => localStorage.getItem('regpath.draft') === null);
    await page.evaluate(() => localStorage.setItem('regpath.draft', '{"name":1'));
    await page.reload();
    await done(page);
    assert.deepEqual(await big(page), answers);
  });
  await claim('the plan is saved as a file with its comments', async () => {
    await page.evaluate(() => { delete window.showSaveFilePicker; });
    await lever('Horizon').locator('button').nth(1).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.levers [aria-label="Save the plan as a file"]').click(),
    ]);
    assert.match(download.suggestedFilename(), /\.toml$/);
    const text = await readFile(await download.path(), 'utf8');
    assert.ok(text.startsWith('#') && text.includes('horizon = "9 year"'));
    await page.keyboard.press('u');
  });
  await claim('the map moves and zooms, and a step on it opens its card', async () => {
    await page.keyboard.press('2');
    const sight = () => page.locator('svg.map').getAttribute('viewBox');
    const another = (last) => soon(async () => {
      const now = await sight();
      assert.notEqual(now, last);
      return now;
    });
    const first = await sight();
    await page.locator('.map-tools button').nth(1).click();
    const further = await another(first);
    await page.locator('.map-frame').focus();
    await page.keyboard.press('ArrowRight');
    const moved = await another(further);
    const frame = await page.locator('svg.map').boundingBox();
    await page.mouse.move(frame.x + 40, frame.y + 20);
    await page.mouse.down();
    await page.mouse.move(frame.x + 10, frame.y + 20, { steps: 4 });
    await page.mouse.up();
    const dragged = await another(moved);
    await page.mouse.wheel(0, -120);
    await another(dragged);
    await page.waitForSelector('.edge .paper', { state: 'attached' });
    await page.locator('button.node').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open] .facts');
    await page.keyboard.press('Escape');
    await shut(page);
    assert.deepEqual(await violations(page), []);
  });
  await claim('figures are sorted by grade and age, and open their sources in a tab of their own', async () => {
    await page.keyboard.press(keyOf('Sources'));
    await page.waitForSelector('.figures');
    const grades = () => page.locator('.figures .grade [aria-hidden]').allInnerTexts();
    await page.locator('.forms button').nth(1).click();
    await page.waitForSelector('.forms button:nth-of-type(2)[aria-pressed=true]');
    const sorted = await grades();
    assert.deepEqual(sorted, [...sorted].sort().reverse());
    for (const link of await page.locator('.figures a').all()) {
      assert.match(await link.getAttribute('rel'), /noopener/);
    }
    assert.deepEqual(await violations(page), []);
  });
  await close(page);
}

await claim('a worker that breaks is replaced, and its work is done by others', async () => {
  const whole = await open();
  await done(whole);
  const answers = await big(whole);
  await close(whole);
  let asked = 0;
  const page = await open({
    worker: (route) => {
      asked += 1;
      if (asked > 2) return route.continue();
      const body = "self.onmessage = () => { throw new Error('boom'); }; self.postMessage(['ready']);";
      return route.fulfill({ contentType: 'text/javascript', body });
    },
  });
  await done(page);
  assert.ok(asked > 2, 'a worker was replaced');
  assert.deepEqual(await big(page), answers);
  await close(page);
});

await claim('workers that cannot start are given up in words, and running again tries again', async () => {
  let breaks = true;
  const page = await open({ worker: (route) => (breaks ? route.fulfill({ status: 500, body: '' }) : route.continue()) });
  await page.waitForSelector('.notice[role=alert] li');
  await soon(async () => assert.ok(await page.locator('.run.is-again').count()));
  breaks = false;
  await page.locator('.run.is-again').click();
  await done(page);
  for (const answer of await big(page)) assert.match(answer, /\d/);
  await close(page);
});

/** Every view and dialog in one size, language and theme: nothing is wider than the screen, and axe finds nothing. */
async function look({ size, locale, theme }) {
  const name = `${size} ${locale.slice(0, 2)} ${theme}`;
  const page = await open({ size, locale, theme });
  await done(page);
  for (const [place, view] of views.entries()) {
    await page.locator('.rail button').nth(place).click();
    await page.waitForTimeout(50);
    const file = `${size}-${locale.slice(0, 2)}-${theme}-${view.toLowerCase()}`;
    await page.screenshot({ path: join(out, `${file}.png`) });
    if (size === 'phone') {
      await page.mouse.wheel(0, 560);
      await page.waitForTimeout(80);
      await page.screenshot({ path: join(out, `${file}-below.png`) });
    }
    await claim(`${name}: ${view} fits and has no barrier`, async () => {
      assert.ok((await overflow(page)) <= 0, 'it is wider than the screen');
      if (size !== 'wide') {
        // What the bars cover just now is a matter of scrolling; on a tall screen they cover nothing.
        // What comes into sight may turn out to be taller than it was taken for.
        const tall = () => page.evaluate(() => document.body.scrollHeight);
        let height = 0;
        for (let needed = await tall(); needed > height; needed = await tall()) {
          height = needed + 300;
          await page.setViewportSize({ width: sizes[size][0], height });
          await page.waitForFunction((height) => innerHeight === height, height);
        }
        await page.evaluate(() => window.scrollTo(0, 0));
        await drawn(page);
      }
      assert.deepEqual(await violations(page), []);
    });
    await page.setViewportSize({ width: sizes[size][0], height: sizes[size][1] });
  }
  if (size !== 'middle') {
    for (const [key, inside] of [['/', '.found li'], ['i', '.term'], ['a', '.found li'], ['?', '.help'], ['p', '.plan'], ['s', '.link-field']]) {
      await page.keyboard.press(key);
      await page.waitForSelector(`dialog[open] ${inside}`);
      // A route has a page of its own.
      if (key === 'a') {
        assert.deepEqual(await violations(page), []);
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog[open] .press');
      }
      await page.screenshot({ path: join(out, `${size}-${locale.slice(0, 2)}-${theme}-dialog-${'/?'.includes(key) ? key.charCodeAt(0) : key}.png`) });
      await claim(`${name}: what ${key} opens has no barrier`, async () => assert.deepEqual(await violations(page), []));
      await page.keyboard.press('Escape');
      await shut(page);
    }
  }
  await close(page);
}

// Every size in every language and theme, two at a time.
const looks = Object.keys(sizes).flatMap((size) =>
  ['en-US', 'ja-JP'].flatMap((locale) => ['light', 'dark'].map((theme) => ({ size, locale, theme }))));
await Promise.all([0, 1].map(async () => {
  for (let next = looks.pop(); next; next = looks.pop()) await look(next);
}));

await claim('a strongly magnified page still fits', async () => {
  sizes.magnified = [320, 256];
  const page = await open({ size: 'magnified' });
  await done(page);
  for (const place of views.keys()) {
    await page.locator('.rail button').nth(place).click();
    assert.ok((await overflow(page)) <= 0, `view ${place + 1} is wider than the screen`);
  }
  await close(page);
});

await claim('it prints', async () => {
  const page = await open();
  await done(page);
  for (const [place, view] of views.entries()) {
    await page.locator('.rail button').nth(place).click();
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 720, height: 1040 });
    await page.screenshot({ path: join(out, `print-${view.toLowerCase()}.png`) });
    assert.ok((await overflow(page)) <= 0, `${view} is wider than the paper`);
    await page.emulateMedia({ media: null });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.pdf({ path: join(out, `print-${view.toLowerCase()}.pdf`), preferCSSPageSize: true, printBackground: false });
  }
  await close(page);
});

await finish(claims, browser, site);
