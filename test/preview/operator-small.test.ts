// The operators' pages on the smallest screen, in Chinese and English: nothing reaches past the edge.
import { describeInBrowser } from '../browser';
import { fillOperatorShop, operatorPages } from './operator-shop';
import { PhonePage } from './phone-page';

describeInBrowser('the operators’ pages on a small screen', () => {
  const phone = new PhonePage();

  test.each(['zh_CN', 'en'] as const)('fit in %s, with something on each', async (language) => {
    fillOperatorShop(phone.shop);
    await phone.page.setViewportSize({ width: 320, height: 568 });
    const wide: [string, string[]][] = [];
    for (const [name, query] of operatorPages) {
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
