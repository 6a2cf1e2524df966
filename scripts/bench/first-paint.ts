/** How soon a newcomer sees something: the first paint of `/` in a browser that knows nothing yet, beside a page of one word. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { browserPath, launchBrowser, untilTrue } from '../../test/browser';
import { buildWorld, startWorld } from '../demo/world';
import { median, type Row } from './row';

const ROUNDS = 7;

/** None where there is no browser. */
export async function firstPaintRows(): Promise<readonly Row[]> {
  if (!browserPath()) return [];
  await buildWorld();
  const world = await startWorld({ port: 0, provider: 'yaband', timers: false });
  const word = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>word</title><p>word'),
  ).listen(0, '127.0.0.1');
  const browser = await launchBrowser();
  try {
    await world.warmUp();
    const base = `http://127.0.0.1:${(word.address() as AddressInfo).port}/`;
    const times = { desk: await paints(browser, `${world.url}/`), word: await paints(browser, base) };
    return [
      {
        what: 'first paint of /',
        measured: `${times.desk.toFixed(0)} ms`,
        baseline: `${times.word.toFixed(0)} ms (a page of one word)`,
        ratio: `${(times.desk / times.word).toFixed(1)} x`,
        wanted: '1000 ms',
      },
    ];
  } finally {
    await browser.close();
    await world.close();
    word.close();
  }
}

/** Milliseconds from asking for a page to its first paint: the middle of several new browsers' worth. */
async function paints(browser: Browser, url: string): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(url);
    const paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    await untilTrue(page, `${paint} !== undefined`);
    times.push(Number(await page.evaluate(paint)));
    await context.close();
  }
  return median(times);
}
