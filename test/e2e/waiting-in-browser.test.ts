// An operator ends what waits for a person in the console, in a real browser.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describeInBrowser, launchBrowser } from '../browser';
import { atPsp, checkOut, openWorld } from './running-world';

const screenshots = path.join(__dirname, '..', '..', 'dist', 'screenshots');

describeInBrowser('the console', () => {
  test('returns kept-aside money in the operator’s name, once it was said why', async () => {
    mkdirSync(screenshots, { recursive: true });
    const running = await openWorld('yaband');
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage({ viewport: { width: 1360, height: 860 }, locale: 'en-GB' });
      page.setDefaultTimeout(30_000);
      await page.goto(`${running.world.url}/console`);
      await page.getByText('live', { exact: true }).waitFor();
      expect(await page.locator('#person').isVisible()).toBe(false);
      const outTradeNo = await checkOut(running);
      await atPsp(running, 'yaband', { out_trade_no: outTradeNo, event: 'pay', amount: 77 });
      const row = page.locator('#waiting > *', { hasText: '0.77 EUR' });
      await row.getByRole('button', { name: 'Return the money' }).click();
      await page.getByText('Say why first').waitFor();
      await row.getByLabel('Why? It stays in the journal').fill('paid too little');
      await page.screenshot({ path: path.join(screenshots, 'console-waiting.png') });
      await row.getByRole('button', { name: 'Return the money' }).click();
      await page.getByText(/Return the money: done/).waitFor();
      await page.locator('#person').waitFor({ state: 'hidden' });
      expect(await running.order(outTradeNo)).toMatchObject({
        decisions: [{ decision: 'return', why: 'paid too little' }],
      });
      const sandbox = running.world.sandboxes.list.find(({ paySp }) => paySp === 'yaband');
      expect(sandbox?.view().refunds).toMatchObject([{ amount: { value: 77, currency: 'EUR' } }]);
    } finally {
      await browser.close();
      await running.world.close();
    }
  });
});
