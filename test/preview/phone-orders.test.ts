// Follows orders in a real browser against a stand-in shop, and whatever else is not the way to one. Screenshots go to
// dist/screenshots/.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';
import { StubShop } from './stub-shop';

describeInBrowser('orders on the phone preview', () => {
  const phone = new PhonePage();
  const cards = () => phone.page.locator('wx-order-card');
  const shown = () => phone.page.locator('wx-page:visible');

  test('an order can be closed after a question, and then no longer be paid', async () => {
    const { out_trade_no } = phone.shop.add({});
    await phone.open('en', `order?out_trade_no=${out_trade_no}`);
    await phone.button('Close order').waitFor();
    await phone.shot('order-unpaid-en');
    await phone.button('Close order').click();
    await phone.page.getByRole('dialog').getByText('Close it?', { exact: false }).first().waitFor();
    await phone.shot('order-close-question-en');
    await phone.press('Close it');
    await phone.text('Closed').waitFor();
    expect(phone.shop.orders[0]?.state).toBe('closed');
    expect(await phone.button('Pay now').count()).toBe(0);
    await phone.shot('order-closed-en');
  });

  test('refunds stand in the order’s progress with their states, reasons and numbers', async () => {
    const refund = (out_refund_no: string, refund_fee: number, state: string) => ({
      out_refund_no,
      refund_fee,
      fee_type: 'EUR',
      state,
      created_at: Date.UTC(2026, 10, 22),
      reason: '杯子有裂痕',
    });
    const { out_trade_no } = phone.shop.add({
      state: 'paid',
      refunded_fee: 300,
      refunds: [
        refund('R1', 300, 'succeeded'),
        refund('R2', 200, 'processing'),
        refund('R3', 100, 'abnormal'),
      ],
    });
    await phone.open('zh_CN', `order?out_trade_no=${out_trade_no}`);
    await phone.text('已退款 €3.00').waitFor();
    await phone.text('退款等待人工处理 €1.00').waitFor();
    expect(await shown().innerText()).toMatch(/原因：杯子有裂痕[\s\S]*退款单号：R1/);
    await phone.shot('order-refunds-zh_CN');
  });

  test('a refund made elsewhere shows by itself, on the order and in the list behind it', async () => {
    const order = phone.shop.add({ state: 'paid', refundable_fee: 1290 });
    await phone.open('en', 'orders');
    await cards().getByText('Paid').waitFor();
    await cards().click();
    await phone.text('Paid').first().waitFor();
    order['refunded_fee'] = 1290;
    await phone.text('Refunded').first().waitFor();
    await phone.page.getByLabel('Back').click();
    await cards().getByText('Refunded').waitFor();
    expect(phone.complaints).toEqual([]);
  });

  test.each([
    ['en', 'The shop is looking into this order.', 'Pay before'],
    ['zh_CN', '商家正在核实这个订单。', '付款截止'],
  ] as const)(
    'an order that waits for a person says so on its page and in the list (%s)',
    async (language, sentence, until) => {
      const attention = { reason: 'refund R1 was lost', since: Date.UTC(2026, 10, 21, 9, 40) };
      phone.shop.add({ state: 'paid' });
      const expires_at = Date.UTC(2026, 10, 21, 17, 30);
      const { out_trade_no } = phone.shop.add({ attention, expires_at });
      await phone.open(language, 'orders');
      await cards().first().getByText(sentence).waitFor();
      expect(await phone.page.getByText(sentence).count()).toBe(1);
      await phone.shot(`orders-attention-${language}`);
      await cards().first().click();
      await phone.text(out_trade_no).waitFor();
      await shown().getByText(sentence).waitFor();
      const words = await shown().innerText();
      expect(words).toContain(until);
      expect(words).toContain('2026-11-21 18:30');
      expect(words).not.toContain('refund R1 was lost');
      await phone.shot(`order-attention-${language}`);
    },
  );

  test('three hundred orders are loaded page by page, each once, and the list keeps its place', async () => {
    for (let index = 0; index < 300; index += 1) {
      const state = (['paid', 'pending', 'closed', 'created'] as const)[index % 4] ?? 'paid';
      phone.shop.add({ state, created_at: Date.UTC(2026, 10, 21) + index * 1000 });
    }
    await phone.open('en', 'orders');
    await cards().nth(9).waitFor();
    await phone.shot('orders-long-en');
    for (const count of [20, 30, 40]) {
      await phone.text('Load more').scrollIntoViewIfNeeded();
      await cards()
        .nth(count - 1)
        .waitFor();
    }
    // In the middle, where nothing covers it: a click would move it to where it can be clicked.
    await cards()
      .nth(25)
      .evaluate((card: { scrollIntoView(how: object): void }) => card.scrollIntoView({ block: 'center' }));
    const before = await cards().nth(25).boundingBox();
    await cards().nth(25).click();
    await phone.text('Progress').waitFor();
    await phone.page.getByLabel('Back').click();
    await phone.text('Load more').waitFor();
    expect(await cards().count()).toBeGreaterThanOrEqual(40);
    expect((await cards().nth(25).boundingBox())?.y).toBe(before?.y);
    expect(phone.complaints).toEqual([]);
  });

  test('orders are filtered by state and found by what is typed', async () => {
    phone.shop.add({ state: 'paid' });
    const { out_trade_no } = phone.shop.add({ state: 'closed' });
    await phone.open('en', 'orders');
    await cards().nth(1).waitFor();
    await phone.tab('Closed').click();
    await cards().getByText('Closed').waitFor();
    expect(await cards().count()).toBe(1);
    await phone.tab('Refunds').click();
    await phone.text('No orders here').waitFor();
    await phone.button('Show all orders').click();
    await cards().nth(1).waitFor();
    await shown().getByRole('textbox').fill(out_trade_no);
    await cards().nth(1).waitFor({ state: 'detached' });
    await cards().getByText('Closed').waitFor();
  });

  test('an order opens by the number that WeChat knows it by, and one that nobody knows leads on', async () => {
    phone.shop.add({ state: 'paid', transaction_id: '4200002026112109300000000042' });
    await phone.open('en', 'order?out_trade_no=4200002026112109300000000042');
    await phone.text('CP20261121000001').waitFor();
    await phone.killAndOpen('order?out_trade_no=CP404404404');
    await phone.text('This order cannot be found.').waitFor();
    await phone.button('Show all orders').click();
    await cards().waitFor();
  });

  test('empty screens explain themselves, and failed ones offer a retry that works', async () => {
    phone.shop.goods = [];
    await phone.open('en', 'orders');
    await phone.text('No orders yet').waitFor();
    await phone.shot('orders-empty-en');
    await phone.button('Go to the shop').click();
    await phone.text('Nothing for sale yet').waitFor();
    phone.shop.goods = new StubShop().goods;
    phone.shop.errors.set('listgoods', { errcode: 5000, errmsg: 'STORE_DOWN: the database does not answer' });
    await phone.killAndOpen('item?goods_id=tea');
    await phone.text('Something went wrong. Please try again.').waitFor();
    await phone.shot('goods-error-en');
    phone.shop.errors.clear();
    await phone.button('Try again').click();
    await phone.button('Buy now').waitFor();
  });

  test('the chosen language changes every screen at once and is remembered', async () => {
    await phone.open('zh_CN', 'me');
    await phone.text('oDemoCustomer0001').waitFor();
    await phone.shot('me-zh_CN');
    await phone.text('繁體中文').click();
    await phone.text('目前使用者').waitFor();
    await phone.shot('me-zh_TW');
    await phone.tab('購物車').click();
    await phone.text('購物車是空的').waitFor();
    await phone.killAndOpen('me');
    await phone.text('目前使用者').waitFor();
    await phone.text('跟隨微信').click();
    await phone.text('当前用户').waitFor();
    expect(phone.complaints).toEqual([]);
  });

  test('only an operator sees the way to the shop’s work', async () => {
    await phone.open('en', 'me');
    await phone.text('oDemoCustomer0001').waitFor();
    expect(await phone.text('Run the shop').count()).toBe(0);
    phone.shop.facts = { operator_of: ['yaband'], templates: {} };
    await phone.killAndOpen('me');
    await phone.text('Run the shop').waitFor();
  });

  test('the desk shows the phone, switches the person and keeps orders private', async () => {
    phone.shop.add({ openid: 'oDemoCustomer0001' });
    const { page } = phone;
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${phone.origin}/`);
    const inside = page.frameLocator('#phone');
    await page.getByRole('button', { name: 'English' }).click();
    await inside.getByRole('tab', { name: 'Orders', exact: true }).click();
    await inside.locator('wx-order-card').waitFor();
    await inside.getByRole('tab', { name: 'Shop', exact: true }).click();
    await phone.shot('desk-en');
    await page.getByRole('button', { name: /Customer two/ }).click();
    await inside.getByRole('tab', { name: 'Orders', exact: true }).click();
    await inside.getByText('No orders yet').waitFor();
    expect(phone.shop.calls.at(-1)?.openid).toBe('oDemoCustomer0002');
    await page.getByRole('button', { name: '简体' }).click();
    await inside.getByRole('tab', { name: '商品', exact: true }).waitFor();
    await phone.shot('desk-zh_CN');
    await page.setViewportSize({ width: 390, height: 844 });
    await phone.shot('desk-small');
    expect(phone.complaints).toEqual([]);
  });
});
