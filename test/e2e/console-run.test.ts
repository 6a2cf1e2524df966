// A run on the console, with the built functions: what was made to happen is repeated by its link.
import { describeInBrowser, launchBrowser } from '../browser';
import { atPsp, checkOut, openWorld } from './running-world';

describeInBrowser('a run', () => {
  test('is repeated by its link: another order, paid in the same way, with the same notice lost', async () => {
    const running = await openWorld('yaband');
    const browser = await launchBrowser();
    try {
      const first = await checkOut(running);
      await atPsp(running, 'yaband', { out_trade_no: first, event: 'pay', drop_notify: true });
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
      page.setDefaultTimeout(30_000);
      await page.goto(`${running.world.url}/console#order=${first}`);
      await page.getByRole('link', { name: 'Do the same again' }).click();
      const link = page.url();
      expect(await running.world.cloud.database.find('orders', {})).toHaveLength(1);
      await page.goto('about:blank');
      await page.goto(link);
      await page.getByRole('button', { name: 'Start' }).click();
      await page.waitForURL(/#order=/);
      const second = new URL(page.url()).hash.slice('#order='.length);
      expect(second).not.toBe(first);
      await page.locator('#sandboxes').getByText('dropped').waitFor({ state: 'attached' });
      expect(await running.order(second)).toMatchObject({ state: 'pending' });
      const [sandbox] = running.world.sandboxes.list;
      expect(sandbox?.view().payments.map(({ state }) => state)).toEqual(['paid', 'paid']);
    } finally {
      await browser.close();
      await running.world.close();
    }
  });
});
