// A class of three groups and their trainer, each in a browser profile of its own: from the case to the class report.
// `CHROMIUM=… node class.mjs`; SHOTS=1 takes a picture of every stage and desk, in both languages and widths.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { begin, big, done, finish, out, violations, watch } from './browser.mjs';
import { soon } from './site.mjs';

const { site, browser, claims, claim } = await begin();

const sizes = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const exercise = 'one-door-or-two';
const address = `#/exercise/${exercise}`;
const word = 'sakura';
const stages = ['Case', 'Predict', 'Decide', 'Run', 'Result', 'One future', 'Score', 'Debrief'];
const desks = ['Agenda', 'Answers', 'Class', 'Event cards', 'Papers'];

async function open(hash, { size = 'wide', locale = 'en-US', theme = 'light' } = {}) {
  const context = await browser.newContext({
    viewport: sizes[size], locale, colorScheme: theme, serviceWorkers: 'block', acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  await watch(page);
  page.setDefaultTimeout(15_000);
  await page.goto(site.url + hash);
  await page.waitForSelector('.sitting, .gallery');
  return page;
}
const close = (page) => page.context().close();
const here_ = (page) => page.locator('.stages [aria-current]').innerText();
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const saved = async (page, click) => {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), path: await download.path(), text: await readFile(await download.path(), 'utf8') };
};

/** To a stage or a desk, by its place; says its name once it is there. */
async function go(page, place) {
  const tab = page.locator('.stages button').nth(place);
  await soon(async () => assert.equal(await tab.getAttribute('aria-disabled'), null), 60_000);
  await tab.click();
  await soon(async () => assert.equal(await tab.getAttribute('aria-current'), 'step'));
}

/** Clean for axe, and inside of the window; a picture of it on demand. */
async function sound(page, name) {
  await soon(async () => assert.equal(await overflow(page), 0, `${name} is wider than the window`));
  assert.deepEqual(await violations(page), [], name);
  if (process.env.SHOTS) await page.screenshot({ path: join(out, `class-${name}.png`), fullPage: true });
}

/** The other language for a moment. */
async function otherwise(page, lang, check) {
  const turn = (tag) => page.locator(`.languages button[lang="${tag}"]`).click();
  await turn(lang);
  await page.waitForSelector(`html[lang="${lang}"]`, { state: 'attached' });
  await check();
  await turn(lang === 'ja' ? 'en' : 'ja');
  await page.waitForSelector(`html:not([lang="${lang}"])`, { state: 'attached' });
}

/** What a group does before the class word. */
async function decide(page, name, predictions, choices) {
  await go(page, 1);
  await page.locator('#ask-group').fill(name);
  for (const [place, words] of predictions.entries()) await page.locator(`#ask-prediction-${place}`).fill(words);
  await page.locator('.doings .is-main:enabled').click();
  await soon(async () => assert.equal(await page.locator('.stages button').nth(2).getAttribute('aria-current'), 'step'));
  const lock = await page.locator('.code pre').innerText();
  const picks = page.locator('fieldset.pick');
  for (const [place, choice] of choices.entries()) await picks.nth(place).locator('input').nth(choice).check();
  return lock;
}

/** A code without what only helps to read it. */
const bare = (code) => code.replace(/[\s-]+/g, '');

/** The class word, and the code that goes to the trainer. */
async function run(page) {
  await go(page, 3);
  await page.locator('#ask-word').fill(word);
  await page.keyboard.press('Enter');
  await page.waitForSelector('.code .qr path');
  return bare(await page.locator('.code pre').innerText());
}

const locks = [];
const codes = [];
let file;

{
  const page = await open('');
  await claim('the first page leads to the exercises, and so does the list of plans', async () => {
    await soon(async () => assert.equal(await page.locator('.workshops .plan-card').count(), 6));
    await sound(page, 'gallery');
    await page.locator('.choose').click();
    await page.waitForSelector('dialog[open]');
    await page.locator('dialog .plan', { hasText: 'One door or two' }).click();
    await page.waitForSelector('.sitting');
    await soon(() => assert.ok(page.url().endsWith(address), page.url()));
    await soon(async () => assert.match(await page.title(), /^One door or two/));
    await page.goBack();
    await page.waitForSelector('.gallery');
    await page.locator('.workshops .plan-card', { hasText: 'One door or two' }).click();
    await page.waitForSelector('.sitting');
  });
  await claim('a shut stage says why, and does not open', async () => {
    const shut = page.locator('.stages button').nth(2);
    await soon(async () => assert.equal(await shut.getAttribute('aria-disabled'), 'true'));
    await soon(async () => assert.match(await shut.getAttribute('title'), /predict first/));
    await shut.press('Enter');
    await soon(async () => assert.match(await page.locator('.aloud [role=alert]').innerText(), /predict first/i));
    await soon(async () => assert.equal(await here_(page), 'Case'));
  });
  await claim('the case is read', async () => {
    assert.ok((await page.locator('.sheet-of-blocks table').count()) >= 2);
    // What is printed is the sheet, not the report of the plan behind it.
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await soon(async () => assert.equal(await page.locator('#paper > *').count(), 0));
    await sound(page, 'case-en');
    await otherwise(page, 'ja', () => sound(page, 'case-ja'));
  });
  await claim('a prediction that is none says so beside it', async () => {
    await go(page, 1);
    const range = page.locator('#ask-prediction-0');
    await range.fill('soon');
    await range.blur();
    await soon(async () => assert.equal(await range.getAttribute('aria-invalid'), 'true'));
    const help = page.locator(`[id="${await range.getAttribute('aria-describedby')}"]`);
    await soon(async () => assert.ok(await help.innerText()));
    await sound(page, 'predict-en');
    await otherwise(page, 'ja', () => sound(page, 'predict-ja'));
  });
  await claim('predictions are locked before anything is decided', async () => {
    locks.push(await decide(page, 'Team Blue', ['28-60', '55', '25'], [0, 0, 0, 0]));
    assert.match(locks[0], /^[0-9A-Z]{8} +Team Blue$/);
  });
  await claim('a hint is bought, and costs points', async () => {
    const shop = page.locator('.doings .press', { hasText: /points?$/ });
    const before = await shop.count();
    await shop.last().click();
    await soon(async () => assert.equal(await shop.count(), before - 1));
    await page.locator('#ask-assumption').fill('The council pays from the first stage on.');
    await page.locator('#ask-assumption').blur();
    await sound(page, 'decide-en');
    await otherwise(page, 'ja', () => sound(page, 'decide-ja'));
  });
  await claim('a reload loses nothing, nor does going back', async () => {
    await page.reload();
    await page.waitForSelector('.sitting');
    await soon(async () => assert.equal(await here_(page), 'Decide'));
    await soon(async () => assert.equal(await page.locator('.code pre').innerText(), locks[0]));
    await soon(async () => assert.equal(await page.locator('fieldset.pick input:checked').count(), 4));
    await soon(async () => assert.match(await page.locator('#ask-assumption').inputValue(), /council/));
    await page.locator('.product').click();
    await page.waitForSelector('.gallery');
    await page.goBack();
    await page.waitForSelector('.sitting');
    await soon(async () => assert.equal(await page.locator('fieldset.pick input:checked').count(), 4));
  });
  await claim('the class word brings a code, to copy and to scan', async () => {
    codes.push(await run(page));
    assert.match(codes[0], /^RP1/);
    await page.locator('.doings .press', { hasText: 'Copy' }).click();
    await soon(async () => assert.equal(bare(await page.evaluate(() => navigator.clipboard.readText())), codes[0]));
    await soon(async () => assert.ok(await page.locator('.aloud [role=status]').innerText()));
    await sound(page, 'run-en');
    await otherwise(page, 'ja', () => sound(page, 'run-ja'));
  });
  await claim('the distribution, one future, the score and the debriefing follow', async () => {
    const wants = { 4: '.plans-dots circle', 5: '.chapter li', 6: 'table', 7: 'table' };
    for (const [place, mark] of Object.entries(wants)) {
      await go(page, Number(place));
      await page.waitForSelector(`.sheet-of-blocks ${mark}`, { state: 'attached' });
      // Whoever reads by ear is led to where the new stage begins.
      await soon(async () => assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2'));
      const name = stages[place].toLowerCase().replace(' ', '-');
      await sound(page, `${name}-en`);
      await otherwise(page, 'ja', () => sound(page, `${name}-ja`));
    }
    await go(page, 6);
    await soon(async () => assert.match(await page.locator('.sheet-of-blocks').innerText(), /\d+\.\d/));
  });
  await close(page);
}

{
  const page = await open(address, { size: 'phone', locale: 'ja-JP', theme: 'dark' });
  await claim('a group plays in Japanese on a phone in the dark', async () => {
    await sound(page, 'phone-case-ja');
    locks.push(await decide(page, '青チーム', ['30-70', '40', '20'], [1, 0, 0, 0]));
    await sound(page, 'phone-decide-ja');
    codes.push(await run(page));
    await sound(page, 'phone-run-ja');
    for (const place of [4, 6]) {
      await go(page, place);
      await sound(page, `phone-${place}-ja`);
    }
  });
  await close(page);
}

{
  const page = await open(address, { size: 'phone' });
  await claim('a group saves its answer as a file', async () => {
    locks.push(await decide(page, 'Team Green', ['36-48', '90', '80'], [0, 1, 1, 1]));
    codes.push(await run(page));
    await sound(page, 'phone-run-en');
    file = await saved(page, () => page.locator('.doings .press', { hasText: 'as a file' }).click());
    assert.equal(file.name, `${exercise}.answer.toml`);
    assert.match(file.text, /\[answer\]/);
  });
  await claim('whoever leaves in the middle of it finds plans simulated as ever', async () => {
    await page.locator('.product').click();
    await page.locator('.plan-card', { hasText: 'MDSAP now or later' }).click();
    await page.waitForFunction(() => document.querySelector('h1').textContent.includes('MDSAP'));
    await done(page);
    assert.match((await big(page))[0], /\d{4}-\d\d/);
  });
  await close(page);
}

{
  const page = await open(address);
  await claim('the trainer has a desk, and a clock that can be read from the last row', async () => {
    await page.locator('.doings .press', { hasText: 'trainer' }).click();
    await page.waitForSelector('.clock.is-large');
    await page.locator('.doings .press', { hasText: 'Start the clock' }).click();
    await page.waitForFunction(() => /00:0[1-9]/.test(document.querySelector('.clock strong').textContent));
    assert.ok((await page.locator('.clock strong').boundingBox()).height > 150);
    await soon(async () => assert.equal(await page.locator('tr[aria-current]').count(), 1));
    await sound(page, 'agenda-en');
    await otherwise(page, 'ja', () => sound(page, 'agenda-ja'));
  });
  await claim('locks and codes come in, a changed code and a broken file are told apart', async () => {
    await go(page, 1);
    await page.locator('#ask-lock').fill(locks.join('\n'));
    await page.keyboard.press('Enter');
    await soon(async () => assert.equal(await page.locator('#ask-lock').inputValue(), ''));
    await page.locator('#ask-word').fill(word);
    await page.keyboard.press('Enter');
    const changed = [...codes[2]];
    const place = codes[2].length - 9;
    changed[place] = changed[place] === '7' ? '8' : '7';
    await page.locator('#ask-code').fill(`${codes[0]}\n${codes[1]}\n${changed.join('')}`);
    await page.locator('.ask', { has: page.locator('#ask-code') }).locator('button').click();
    await soon(async () => assert.match(await page.locator('.sheet-of-blocks').innerText(), /2 answers can be read, 1 cannot/));
    await page.locator('.own-file input').setInputFiles([
      { name: 'green.answer.toml', mimeType: 'text/plain', buffer: Buffer.from(file.text) },
      { name: 'broken.toml', mimeType: 'text/plain', buffer: Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x5b]) },
    ]);
    await soon(async () => assert.match(await page.locator('.sheet-of-blocks').innerText(), /3 answers can be read, 2 cannot/));
    await soon(async () => assert.match(await page.locator('.aloud [role=status]').innerText(), /plan \d+ of \d+|^$/));
    await page.locator('.sheet-of-blocks table').first().waitFor({ timeout: 60_000 });
    await soon(async () => assert.match(await page.locator('.sheet-of-blocks').innerText(), /broken\.toml/));
    await sound(page, 'answers-en');
    await otherwise(page, 'ja', () => sound(page, 'answers-ja'));
  });
  await claim('a reload of the trainer loses no answer', async () => {
    await page.reload();
    await soon(async () => assert.match(await page.locator('.sheet-of-blocks').innerText(), /3 answers can be read, 2 cannot/));
    await soon(async () => assert.equal(await page.locator('.aloud [role=status]').innerText(), ''), 60_000);
  });
  await claim('everything is revealed switch by switch', async () => {
    await go(page, 2);
    const switches = page.locator('.switch input');
    await soon(async () => assert.equal(await switches.count(), 5));
    for (let place = 0; place < 5; place += 1) {
      await switches.nth(place).check();
      await soon(async () => assert.ok(await switches.nth(place).isChecked()));
    }
    await page.waitForSelector('.plans-dots .standing');
    const seen = await page.locator('.sheet-of-blocks').innerText();
    for (const group of ['Team Blue', '青チーム', 'Team Green']) assert.ok(seen.includes(group), group);
    assert.ok((await page.locator('.plans-dots .standing').count()) >= 5);
    await sound(page, 'class-en');
    await otherwise(page, 'ja', () => sound(page, 'class-ja'));
  });
  await claim('an event card is played, and every plan is seen before and after', async () => {
    await go(page, 3);
    await page.locator('fieldset.pick input').nth(1).check();
    await soon(async () => assert.match(await page.locator('.sheet-of-blocks table').innerText(), /\d+\.\d\s+\d+\.\d/), 60_000);
    await sound(page, 'cards-en');
    await otherwise(page, 'ja', () => sound(page, 'cards-ja'));
  });
  await claim('the class report is saved as a page and as a table, with the grades', async () => {
    await go(page, 4);
    await sound(page, 'papers-en');
    await otherwise(page, 'ja', () => sound(page, 'papers-ja'));
    const csv = await saved(page, () => page.locator('.press', { hasText: 'CSV' }).click());
    assert.equal(csv.name, `${exercise}-class.csv`);
    const rows = csv.text.trim().split(/\r?\n/);
    assert.equal(rows.length, 4, csv.text);
    const html = await saved(page, () => page.locator('.press', { hasText: 'HTML' }).click());
    assert.equal(html.name, `${exercise}-class.html`);
    for (const words of ['Team Blue', '青チーム', 'Team Green', 'broken.toml', word]) assert.ok(html.text.includes(words), words);
    assert.ok(!html.text.includes('<script'));
    const handout = await saved(page, () => page.locator('.press', { hasText: 'handout' }).click());
    assert.match(handout.name, /handout\.html$/);
  });
  if (process.env.SHOTS) {
    for (const [size, lang] of [['phone', 'en'], ['phone', 'ja']]) {
      await page.setViewportSize(sizes[size]);
      await page.locator(`.languages button[lang="${lang}"]`).click().catch(() => {});
      for (const [place, desk] of desks.entries()) {
        await go(page, place);
        await page.screenshot({ path: join(out, `class-phone-desk-${desk.toLowerCase().replace(' ', '-')}-${lang}.png`), fullPage: true });
      }
    }
    await page.setViewportSize(sizes.wide);
  }
  await claim('the desk fits a phone in the dark', async () => {
    await page.setViewportSize(sizes.phone);
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const [place, desk] of desks.entries()) {
      if (![1, 2].includes(place) && !process.env.SHOTS) continue;
      await go(page, place);
      await sound(page, `dark-${desk.toLowerCase().replace(' ', '-')}`);
    }
  });
  await claim('a sitting is begun afresh only when asked twice', async () => {
    const link = page.locator('.sitting > .caption .link');
    await link.click();
    await soon(async () => assert.equal(await page.locator('.clock').count(), 1));
    await link.click();
    await soon(async () => assert.equal(await page.locator('.clock').count(), 0));
    await page.reload();
    await page.waitForSelector('.sitting');
    await soon(async () => assert.equal(await page.locator('.stages button').count(), stages.length));
  });
  await close(page);
}

await finish(claims, browser, site);
