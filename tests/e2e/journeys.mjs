// What a consultant does with the page before a client, from the first page to the printed sheet; and what strangers
// may hand to it. `CHROMIUM=… node journeys.mjs`
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { begin, big, done, drawn, finish, out, violations, watch } from './browser.mjs';
import { here, soon } from './site.mjs';

const root = join(here, '../..');
const { site, browser, claims, claim } = await begin();

/** A fresh profile. */
async function open(hash = '', { locale = 'en-US', workers = 'block', size = { width: 1440, height: 900 } } = {}) {
  const context = await browser.newContext({ viewport: size, locale, serviceWorkers: workers, acceptDownloads: true });
  const page = await context.newPage();
  await watch(page);
  await page.goto(site.url + hash);
  await page.waitForSelector('.run.is-again, .run.is-cancel');
  return page;
}
const close = (page) => page.context().close();
const saved = async (page, click) => {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
};
const share = (page) => page.locator('.to-share').click();
const first = '#/ai-imaging-asean/plan';

{
  const page = await open('', { workers: 'allow' });
  let link;
  let shown;
  await claim('the first page shows the plans, and an answer already', async () => {
    await done(page);
    assert.ok((await page.locator('.plan-card').count()) > 5);
    assert.match((await big(page))[0], /\d{4}-\d\d/);
    assert.deepEqual(await violations(page), []);
  });
  await claim('a card opens its plan', async () => {
    await page.locator('.plan-card', { hasText: 'MDSAP now or later' }).click();
    await page.waitForFunction(() => document.querySelector('h1').textContent.includes('MDSAP'));
    await done(page);
  });
  await claim('an option is changed, and the answer moves', async () => {
    const before = await big(page);
    await page.locator('.levers .count button:enabled').last().click();
    await page.waitForSelector('.levers .changes:not(:empty)');
    await done(page);
    const select = page.locator('.levers select').first();
    const other = await select.locator('option').evaluateAll((all, now) => all.find((one) => one.value !== now)?.value, await select.inputValue());
    if (other) await select.selectOption(other);
    for (const stay of [0, 1, 2, 3]) {
      await done(page);
      if (String(await big(page)) !== String(before)) break;
      await page.locator('.levers .count button:enabled').nth(stay).click();
      await page.waitForTimeout(300);
    }
    await done(page);
    await soon(async () => assert.notDeepEqual(await big(page), before));
  });
  await claim('it is compared with others on the same futures', async () => {
    await page.locator('.rail button', { hasText: 'Compare' }).click();
    await page.locator('.rival input').first().check();
    await page.waitForSelector('.standing', { timeout: 60_000 });
    await page.waitForSelector('.compared[aria-busy=false] .standing', { timeout: 60_000 });
  });
  await claim('the link opens in a fresh profile with the same digits', async () => {
    await done(page);
    shown = { cards: await big(page), standing: await page.locator('.standing').allInnerTexts() };
    await share(page);
    link = await page.locator('.link-field input').inputValue();
    assert.ok(link.startsWith(`${site.url}#share=1.`), link.slice(0, 80));
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    const other = await open(new URL(link).hash);
    await done(other);
    await other.waitForSelector('.standing', { timeout: 60_000 });
    await other.waitForSelector('.compared[aria-busy=false] .standing', { timeout: 60_000 });
    await done(other);
    assert.deepEqual({ cards: await big(other), standing: await other.locator('.standing').allInnerTexts() }, shown);
    await close(other);
  });
  await claim('without a network it opens again, with the changes', async () => {
    await page.evaluate(async () => {
      const ready = await navigator.serviceWorker.ready;
      while (ready.active?.state !== 'activated') await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await page.context().setOffline(true);
    await page.reload();
    await page.waitForSelector('.run.is-again, .run.is-cancel');
    await done(page);
    assert.deepEqual(await big(page), shown.cards);
    await page.context().setOffline(false);
  });
  await claim('it prints on A4, with the answer and the link', async () => {
    await page.keyboard.press('1');
    await done(page);
    const pdf = await page.pdf({ path: join(out, 'report.pdf'), preferCSSPageSize: true });
    const pages = pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
    assert.ok(pages >= 2 && pages <= 30, `${pages} pages`);
    assert.match(pdf.toString('latin1'), /\/MediaBox \[0 0 59[45](\.\d+)? 84[12]/);
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    assert.ok((await page.locator('#paper figure svg').count()) >= 3);
    await soon(async () => assert.ok(await page.locator('#paper .assumptions tr').count()));
    await soon(async () => assert.match(await page.locator('#paper .link').innerText(), /#share=1\./));
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 720, height: 1040 });
    await page.screenshot({ path: join(out, 'paper.png') });
    await page.emulateMedia({ media: null });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await soon(async () => assert.equal(await page.locator('#paper > *').count(), 0));
  });
  await close(page);
}

{
  const page = await open('#/ai-imaging-asean/odds');
  await done(page);
  await claim('charts are taken along as SVG, PNG and CSV', async () => {
    const svg = await saved(page, () => page.locator('.take button', { hasText: 'SVG' }).first().click());
    assert.match(svg.name, /\.svg$/);
    assert.match(svg.bytes.toString(), /^<svg [^]*<\/svg>\s*$/);
    const png = await saved(page, () => page.locator('.take button', { hasText: 'PNG' }).first().click());
    assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    assert.equal(png.bytes.readUInt32BE(16), 1920);
    const csv = await saved(page, () => page.locator('.take button', { hasText: 'CSV' }).first().click());
    assert.ok(csv.bytes.toString().startsWith('\ufeff') && csv.bytes.toString().split('\r\n').length > 3);
  });
  await claim('a date is dragged, and the chance is said', async () => {
    await page.locator('.forms button').nth(2).click();
    const said = () => page.locator('.says').innerText();
    const before = await said();
    const chart = await page.locator('.draggable').boundingBox();
    await page.mouse.move(chart.x + 0.5 * chart.width, chart.y + 100);
    await page.mouse.down();
    await page.mouse.move(chart.x + 0.9 * chart.width, chart.y + 100, { steps: 5 });
    await page.mouse.up();
    await soon(async () => assert.notEqual(await said(), before));
    assert.match(await said(), /^By \d{4}-\d\d: \d+/);
    await page.locator('.sliders input').nth(1).focus();
    await page.keyboard.press('Home');
    await soon(async () => assert.match(await said(), /chance of 0/));
    assert.deepEqual(await violations(page), []);
  });
  await claim('one future is played along the story, the timeline and the map', async () => {
    await page.locator('.rail button', { hasText: 'Futures' }).click();
    const slider = page.locator('.player input');
    await slider.focus();
    await page.keyboard.press('End');
    await page.waitForSelector('.elsewhere button:nth-child(3)');
    await page.keyboard.press('Home');
    for (let turn = 0; turn < 8; turn += 1) await page.keyboard.press('ArrowRight');
    await soon(async () => assert.equal(await slider.inputValue(), '8'));
    await drawn(page);
    const said = await page.locator('.said').innerText();
    await page.locator('.elsewhere button', { hasText: 'Timeline' }).click();
    await page.waitForSelector('line.moment', { state: 'attached' });
    await page.waitForSelector('.row.is-passed, .row.is-underway', { state: 'attached' });
    await soon(async () => assert.equal(await page.locator('.said').innerText(), said));
    assert.deepEqual(await violations(page), []);
    await page.locator('.elsewhere button', { hasText: 'Map' }).click();
    await page.waitForSelector('.node.is-ahead');
    await page.locator('.player .run').click();
    await page.waitForFunction((said) => document.querySelector('.said').textContent !== said, said);
    await page.locator('.player .run').click();
    await page.locator('.elsewhere button').last().click();
    await page.waitForSelector('.player', { state: 'detached' });
  });
  await claim('presenting shows one view in large type; arrows turn, Escape ends', async () => {
    await page.locator('.to-present').click();
    await page.waitForSelector('.presenting');
    for (let turn = 0; turn < 10; turn += 1) {
      const small = await page.evaluate(() => {
        const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          const element = walker.currentNode.parentElement;
          const isSeen = walker.currentNode.textContent.trim() && element.checkVisibility() && !element.closest('.unseen, svg.map');
          if (isSeen && parseFloat(getComputedStyle(element).fontSize) < 24) found.push(`${element.className} ${element.textContent.slice(0, 30)}`);
        }
        return found;
      });
      assert.deepEqual(small, [], await page.locator('main').getAttribute('aria-label'));
      for (const part of ['.rail', '.levers', '.tools', '.foot']) assert.equal(await page.locator(part).isVisible(), false, part);
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(60);
    }
    await page.keyboard.press('Escape');
    await page.waitForSelector('.presenting', { state: 'detached' });
    await page.locator('.rail').waitFor();
  });
  await claim('six questions make a plan that runs', async () => {
    await page.locator('button.product').click();
    await page.locator('.plan-card.is-new').click();
    await page.waitForSelector('dialog[open] .wizard');
    assert.deepEqual(await violations(page), []);
    await page.locator('.wizard .typed').fill('Pulse reader');
    for (let question = 0; question < 6; question += 1) await page.locator('.wizard .is-main').click();
    await page.waitForFunction(() => document.querySelector('h1').textContent.includes('Pulse reader'));
    await done(page);
    assert.match((await big(page))[0], /\d/);
  });
  await close(page);
}

{
  const page = await open('#/ai-imaging-asean/plan');
  await done(page);
  await claim('the page and the terminal give the same answer to the last bit', async () => {
    await share(page);
    const { bytes } = await saved(page, () => page.locator('dialog .plan', { hasText: 'JSON' }).click());
    const native = execFileSync('cargo', ['run', '--quiet', '--locked', '--', 'simulate', 'ai-imaging-asean', '--seed', '7', '--iterations', '10000', '--format', 'json'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
    assert.deepEqual(JSON.parse(bytes.toString()), JSON.parse(native));
  });
  await claim('the seed is kept with the plan', async () => {
    await page.locator('.asked input').fill('11');
    await page.keyboard.press('Enter');
    await done(page);
    const answers = await big(page);
    await page.reload();
    await page.waitForSelector('.run.is-again, .run.is-cancel');
    await done(page);
    await soon(async () => assert.equal(await page.locator('.asked input').inputValue(), '11'));
    assert.deepEqual(await big(page), answers);
  });
  await claim('a cancel is heard at once, and the page never stands still', async () => {
    await page.evaluate(() => { window.longTasks.length = 0; });
    await page.locator('.asked select').selectOption('1000000');
    await page.waitForSelector('.run.is-cancel');
    await page.waitForTimeout(2_000);
    const long = await page.evaluate(() => window.longTasks);
    await page.locator('.run.is-cancel').click();
    await page.waitForFunction(() => performance.getEntriesByName('regpath-idle').length);
    const [from, to] = await page.evaluate(() => ['regpath-cancelled', 'regpath-idle'].map((name) => performance.getEntriesByName(name).at(-1).startTime));
    console.log(`        cancelled after ${(to - from).toFixed(1)} ms; long tasks while simulating: ${JSON.stringify(long)}`);
    // What it takes on a free machine, 50 ms, is for the benchmark to say; here a page that waits for the engine would take seconds.
    assert.ok(to - from <= 1_000);
    assert.ok(long.every(([, duration]) => duration <= 1_000));
  });
  await close(page);
}

{
  const page = await open(first);
  await done(page);
  const answers = await big(page);
  const title = await page.locator('h1').innerText();
  const unmoved = async () => {
    await soon(async () => assert.equal(await page.locator('h1').innerText(), title));
    assert.deepEqual(await big(page), answers);
    await soon(async () => assert.equal(await page.evaluate(() => window.owned), undefined));
  };
  const refused = async (pattern) => {
    await page.waitForSelector('.notice[role=alert] li');
    await soon(async () => assert.match(await page.locator('.notice li').first().innerText(), pattern));
    await unmoved();
    await page.locator('.notice button').click();
    await page.waitForSelector('.notice[role=alert] li', { state: 'detached' });
  };
  const choose = async (name, buffer) => {
    await page.locator('.choose').click();
    await page.locator('dialog input[type=file]').first().setInputFiles({ name, mimeType: 'text/plain', buffer });
  };
  await claim('a file of 50 MB is refused at once, in words', async () => {
    // The driver does not carry such a file; the page asks for its size only.
    await page.locator('.choose').click();
    await page.evaluate(() => {
      const input = document.querySelector('dialog input[type=file]');
      const files = new DataTransfer();
      files.items.add(new File([new Uint8Array(50 << 20)], 'huge.toml'));
      input.files = files.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await refused(/huge\.toml: larger than/);
  });
  await claim('a text that is cut off in the middle of a letter is refused', async () => {
    await choose('cut.toml', Buffer.from('[plan]\ntitle = "計画"\n').subarray(0, 18));
    await refused(/cut\.toml: not a text in UTF-8/);
  });
  // What a driver cannot drag from a desktop is made in the page: the events are those of a browser.
  const drop = (files) => page.evaluate((files) => {
    const dataTransfer = new DataTransfer();
    for (const [name, bytes] of files) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
    if (!files.length) dataTransfer.setData('text/plain', 'words');
    const on = document.querySelector('main');
    const say = (kind) => on.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
    if (say('dragover')) throw new Error('nothing takes what is dragged');
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => {
      const hint = document.querySelector('.drop-here')?.textContent;
      if (say('drop')) throw new Error('the browser would leave the page');
      resolve(hint);
    })));
  }, files);
  await claim('what is dropped that is no plan is refused as from the chooser', async () => {
    assert.match(await drop([['huge.toml', 50 << 20]]), /Drop/);
    await refused(/huge\.toml: larger than/);
    await drop([['cut.toml', [...Buffer.from('[plan]\ntitle = "計画"\n').subarray(0, 18)]]]);
    await refused(/cut\.toml: not a text in UTF-8/);
    await drop([['broken.toml', [...Buffer.from('[plan]\nid = "x"\nbogus = 1\n')]]]);
    await refused(/broken\.toml, line \d+: /);
    await drop([['one.toml', [91]], ['two.toml', [91]]]);
    await refused(/one file at a time/);
    await drop([]);
    await refused(/one file at a time/);
    await soon(async () => assert.equal(await page.locator('.drop-here').count(), 0));
  });
  await claim('bytes that are no text are refused', async () => {
    await choose('noise.toml', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 167) % 256)));
    await refused(/noise\.toml/);
  });
  for (const [name, hash] of [
    ['cut off', '#share=1.eNq1Wll'], ['of another version', '#share=9.AAAA'], ['empty', '#share='],
    ['with markup', '#share=1.<img src=x onerror=window.owned=1>'], ['too long', `#share=1.${'A'.repeat(200_000)}`],
  ]) {
    await claim(`a link that is ${name} is refused in words`, async () => {
      await page.evaluate((hash) => { location.hash = hash; }, hash);
      await refused(/link|Link/);
    });
  }
  await claim('a plan that is dropped anywhere opens', async () => {
    const other = await open(first);
    await done(other);
    const text = await readFile(join(root, 'scenarios/plans/ai-imaging-asean.toml'), 'utf8');
    await other.evaluate((text) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], 'dropped.toml'));
      document.querySelector('.rail').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    }, text.replace(/title(\s*)=(\s*)\{ *en *= *"[^"]*"/, 'title = { en = "Dropped on the page"'));
    await other.waitForFunction(() => document.querySelector('h1').textContent === 'Dropped on the page');
    await done(other);
    await close(other);
  });
  for (const [what, act, inside] of [
    ['Ctrl-K', (page) => page.keyboard.press('Control+k'), 'dialog[open] .seek'],
    ['the help', (page) => page.locator('.is-help').click(), 'dialog[open] .keys'],
    ['a dropped file', (page) => page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['bogus = 1'], 'dropped.toml'));
      document.querySelector('h2').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    }), '.notice li:has-text("dropped.toml")'],
  ]) {
    await claim(`the first page as it comes takes ${what}`, async () => {
      const fresh = await open();
      await act(fresh);
      await fresh.waitForSelector(inside);
      await close(fresh);
    });
  }
  await claim('a script in a title is a title', async () => {
    const text = await readFile(join(root, 'scenarios/plans/ai-imaging-asean.toml'), 'utf8');
    const evil = '<img src=x onerror=window.owned=1><script>window.owned=1</script>';
    await choose('evil.toml', Buffer.from(text.replace(/title(\s*)=(\s*)\{ *en *= *"[^"]*"/g, `title = { en = "${evil}"`)));
    await page.waitForFunction((evil) => document.querySelector('h1').textContent === evil, evil);
    await done(page);
    for (let view = 1; view <= 10; view += 1) {
      await page.keyboard.press(String(view % 10));
      await page.waitForTimeout(50);
    }
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await share(page);
    const report = await saved(page, () => page.locator('dialog .plan', { hasText: 'as a page' }).click());
    assert.ok(!report.bytes.toString().includes('<script>') && !report.bytes.toString().includes('<img'));
    await soon(async () => assert.equal(await page.evaluate(() => window.owned), undefined));
  });
  await close(page);
}

await finish(claims, browser, site, (words) => words.includes('ERR_INTERNET_DISCONNECTED'));
