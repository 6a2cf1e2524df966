// The operators' pages on the smallest screen, in Chinese and English: nothing reaches past the edge.
import { describeInBrowser } from '../browser';
import { fillOperatorShop } from './operator-shop';
import { PhonePage } from './phone-page';

const order = '?out_trade_no=CP20261121000003';
const pages = [
  ['home', ''],
  ['orders', ''],
  ['order', order],
  ['refund', order],
  ['inbox', ''],
  ['reports', ''],
  ['report', '?pay_sp=yaband&date=2026-11-24'],
  ['figures', ''],
  ['exports', ''],
  ['problems', ''],
] as const;

describeInBrowser('the operators’ pages on a small screen', () => {
  const phone = new PhonePage();

  test.each(['zh_CN', 'en'] as const)('fit in %s, with something on each', async (language) => {
    fillOperatorShop(phone.shop);
    await phone.page.setViewportSize({ width: 320, height: 568 });
    const wide: [string, string[]][] = [];
    for (const [name, query] of pages) {
      // Another hash alone would leave the page that is shown.
      await phone.page.goto('about:blank');
      await phone.openAt(language, `operator/pages/${name}/${name}${query}`);
      await phone.page.locator('wx-page:visible .card').first().waitFor();
      expect(await phone.page.evaluate('getCurrentPages().at(-1).route')).toContain(`/${name}/`);
      await phone.shot(`operator-${name}-${language}`);
      const past = (await phone.overflowing()).filter(
        (one) => name !== 'orders' || !/^WX-BUTTON|^WX-VIEW/.test(one),
      );
      if (past.length > 0) wide.push([name, past]);
    }
    expect(wide).toEqual([]);
  });
});
