// The page in a real browser: opened in fresh profiles, with whatever it must not do noted down.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { Claims, here, serve } from './site.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Starts the browser that CHROMIUM names. */
export const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });

/** What no page may do, gathered over all of them. */
export const complaints = { console: [], csp: [], foreign: [] };

/** Where screenshots go. */
export const out = join(here, 'out');

/** At the beginning of a script: the page is served, unless it is somewhere already, and a browser started. */
export async function begin(url) {
  await mkdir(out, { recursive: true });
  const site = url ? { url, stop() {} } : await serve();
  const claims = new Claims();
  return { site, browser: await launch(), claims, claim: claims.claim.bind(claims) };
}

/** At the end of a script: nothing of that was done. Then all is closed and counted. */
export async function finish(claims, browser, site, isExpected = () => false) {
  const errors = () => complaints.console.filter((words) => !isExpected(words));
  await claims.claim('no error in the console', () => assert.deepEqual(errors(), []));
  await claims.claim('nothing against the content security policy', () => assert.deepEqual(complaints.csp, []));
  await claims.claim('no request leaves this machine', () => assert.deepEqual(complaints.foreign, []));
  await browser.close();
  site.stop();
  claims.close();
}

/** Notes what goes wrong in a page. */
export async function watch(page, { console: listens = true } = {}) {
  // A machine that runs other scripts beside this one may be slow.
  page.setDefaultTimeout(60_000);
  page.on('console', (message) => {
    if (message.text().includes('blocked by Playwright')) return;
    if (listens && (message.type() === 'error' || message.type() === 'warning')) complaints.console.push(message.text());
  });
  page.on('pageerror', (error) => complaints.console.push(String(error)));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    const isOwn = ['data:', 'blob:'].includes(protocol) || ['127.0.0.1', 'localhost'].includes(hostname);
    if (!isOwn) complaints.foreign.push(request.url());
  });
  await page.exposeBinding('reportViolation', (_, words) => complaints.csp.push(words));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
    window.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longTasks.push([Math.round(entry.startTime), Math.round(entry.duration)]);
    }).observe({ type: 'longtask' });
    new MutationObserver((_, observer) => {
      if (document.querySelector('.run')) {
        window.usableAfter = performance.now();
        observer.disconnect();
      }
    }).observe(document, { childList: true, subtree: true });
  });
}

/** Waits until all futures are in. */
export const done = (page) => page.waitForSelector('.strip.is-done', { timeout: 120_000 });

/** Waits until what was done is on the screen: a key is answered before the page is drawn anew. */
export const drawn = (page) =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Waits until no dialog is open and keys are the page's again. */
export async function shut(page) {
  await page.waitForSelector('dialog[open]', { state: 'detached' });
  await drawn(page);
}

/** The four answers. */
export const big = (page) => page.locator('.card .big').allInnerTexts();

/** What axe finds. */
export async function violations(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // What passes need not be told place by place.
      resultTypes: ['violations'],
    }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
}
