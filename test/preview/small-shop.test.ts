// The shop on the smallest phone that WeChat still runs on, 320 by 568, with long texts and large amounts, in the light and
// in the dark: nothing reaches past its edge, and what is pressed is large enough.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';

const link = `https://pay.example.test/paypal/${'0123456789abcdef'.repeat(8)}`;

describeInBrowser('the shop on a screen of 320 by 568', () => {
  const phone = new PhonePage();
  beforeEach(() => phone.page.setViewportSize({ width: 320, height: 568 }));

  /** What is pressed and is smaller than 44 by 44: its role and its name. */
  const smallKeys = (): Promise<string[]> =>
    phone.page
      .evaluate(`[...document.querySelectorAll('wx-page [role=button], wx-page [role=radio], wx-page button, wx-page [role=tab]')]
      .filter((node) => node.checkVisibility() && node.textContent.trim() + (node.ariaLabel ?? '') !== '')
      .map((node) => ({ node, box: (node.closest('wx-label') ?? node).getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < 43.5 || box.width < 43.5))
      .map(({ node, box }) => [node.getAttribute('role'), node.ariaLabel ?? node.textContent.trim().slice(0, 30), Math.round(box.width), Math.round(box.height)].join(' '))`);

  async function fits(name: string): Promise<void> {
    await phone.shot(`small-${name}`);
    expect(await phone.overflowing()).toEqual([]);
    expect(await smallKeys()).toEqual([]);
  }

  test.each([
    ['zh_CN', 'light'],
    ['en', 'dark'],
  ] as const)('fits from the window to the order (%s, %s)', async (language, theme) => {
    phone.theme = theme;
    const isEnglish = language === 'en';
    const look = (name: string) => fits(`${name}-${language}-${theme}`);
    await phone.open(language, 'goods');
    await phone.text(/Handmade ceramic/).waitFor();
    await look('goods');
    await phone.killAndOpen('item?goods_id=box');
    await phone.text(/Six cups/).click();
    await look('item');
    await phone.button(isEnglish ? 'Add to basket' : '加入购物车').click();
    await phone.killAndOpen('basket');
    await phone.text(/Six cups/).waitFor();
    await look('basket');
    await phone.killAndOpen('confirm?goods_id=box&specification_id=six&quantity=99');
    await phone.text(/Six cups/).waitFor();
    await look('confirm');
    await phone.button(isEnglish ? 'Place order' : '提交订单').click();
    await phone.text('PayPal').waitFor();
    await look('checkout');
    const [order] = phone.shop.orders;
    if (!order) throw new Error('no order');
    await phone.killAndOpen(`order?out_trade_no=${order.out_trade_no}`);
    await phone.text(order.out_trade_no).waitFor();
    await look('order-unpaid');
    await phone.killAndOpen('orders');
    await phone.page.locator('wx-order-card').waitFor();
    await look('orders');
    expect(phone.complaints).toEqual([]);
  });

  test('a long payment link, an order with refunds and an empty search fit', async () => {
    const refund = { fee_type: 'EUR', created_at: 0, reason: 'The parcel arrived broken '.repeat(3) };
    const { out_trade_no } = phone.shop.add({
      state: 'paid',
      total_fee: 98_765_432_100,
      pay_sp: 'yaband',
      sp_trade_no: 'YB2026112100042'.repeat(3),
      transaction_id: '4200002026112109300000000042',
      refunded_fee: 100,
      refunds: [
        { ...refund, out_refund_no: 'R'.repeat(60), refund_fee: 98_765_432_000, state: 'processing' },
      ],
      address: { name: 'Anna '.repeat(20), phone: '+31 20 123 4567', street: 'Herengracht '.repeat(12) },
    });
    await phone.open('en', `order?out_trade_no=${out_trade_no}`);
    await phone.text(out_trade_no).waitFor();
    await fits('order-refunds');
    const unpaid = phone.shop.add({ expires_at: Date.now() + 3_600_000 });
    const value = [
      { out_trade_no: unpaid.out_trade_no, method: 'paypal', outcome: 'link', url: link, at: 0 },
    ];
    const stored = JSON.stringify(JSON.stringify({ at: 0, value }));
    await phone.page.evaluate(`localStorage.setItem('mini-program:oDemoCustomer0001:attempts', ${stored})`);
    await phone.killAndOpen(`result?out_trade_no=${unpaid.out_trade_no}`);
    await phone.text(link).waitFor();
    await fits('result-link');
    await phone.killAndOpen('address');
    await phone.button('Save address').click();
    await phone.text('Please fill in: Recipient.').waitFor();
    await fits('address');
  });
});
