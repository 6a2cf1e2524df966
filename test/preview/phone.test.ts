// Buys in a real browser against a stand-in shop: what a customer sees, in both languages, when all goes well and when it
// does not. Screenshots go to dist/screenshots/.
import { describeInBrowser } from '../browser';
import { PhonePage } from './phone-page';
import type { Language } from './phone-page';

const words = {
  zh_CN: {
    basket: '购物车',
    checkout: '去结算',
    submit: '提交订单',
    pay: '支付 €25.80',
    cashier: '模拟收银台',
    confirm: /^确认支付/,
    paid: '支付成功',
    viewOrder: '查看订单',
    orders: '订单',
  },
  en: {
    basket: 'Basket',
    checkout: 'Check out',
    submit: 'Place order',
    pay: 'Pay €25.80',
    cashier: 'Simulated cashier',
    confirm: /^Pay/,
    paid: 'Payment received',
    viewOrder: 'View order',
    orders: 'Orders',
  },
} as const;
const tea = '高山乌龙茶 150g';

describeInBrowser('buying on the phone preview', () => {
  const phone = new PhonePage();
  const dialog = () => phone.page.getByRole('dialog');

  /** From the shop's window to the choice of how to pay. */
  async function order(language: Language): Promise<void> {
    const say = words[language];
    await phone.open(language, 'goods');
    await phone.put(tea);
    await phone.put(tea);
    await phone.tab(say.basket).click();
    await phone.button(say.checkout).click();
    await phone.button(say.submit).click();
    await phone.button(say.pay).waitFor();
  }

  /** On to an open cashier, or to a payment link. */
  async function buy(language: Language, method?: string): Promise<void> {
    await order(language);
    if (method) await phone.text(method).click();
    await phone.button(words[language].pay).click();
  }

  test.each(['zh_CN', 'en'] as const)(
    'a purchase goes from the goods to a paid order (%s)',
    async (language) => {
      const say = words[language];
      await phone.open(language, 'goods');
      await phone.put(tea);
      await phone.put(tea);
      await phone.shot(`goods-${language}`);
      await phone.tab(say.basket).click();
      await phone.button(say.checkout).waitFor();
      await phone.shot(`basket-${language}`);
      await phone.button(say.checkout).click();
      await phone.button(say.submit).waitFor();
      await phone.shot(`confirm-${language}`);
      await phone.button(say.submit).click();
      await phone.button(say.pay).waitFor();
      await phone.shot(`checkout-${language}`);
      await phone.button(say.pay).click();
      await dialog().getByRole('button', { name: say.confirm }).waitFor();
      expect(await dialog().getAttribute('aria-label')).toBe(say.cashier);
      expect(await dialog().innerText()).toContain(phone.shop.orders[0]?.out_trade_no);
      await phone.shot(`cashier-${language}`);
      await phone.press(say.confirm);
      await phone.text(say.paid).waitFor();
      await phone.shot(`result-paid-${language}`);
      await phone.button(say.viewOrder).click();
      await phone.text('4200002026112109300000000042').waitFor();
      await phone.shot(`order-${language}`);
      await phone.page.getByLabel('Back').click();
      await phone.tab(say.orders).click();
      await phone.page.locator('wx-order-card').waitFor();
      await phone.shot(`orders-${language}`);
      expect(await phone.page.locator('wx-order-card').count()).toBe(1);
      expect(phone.complaints).toEqual([]);
    },
  );

  test('the basket stands after the mini-program was closed, and says what has changed meanwhile', async () => {
    await phone.open('en', 'goods');
    await phone.put(tea);
    await phone
      .button(/Handmade ceramic/)
      .first()
      .click();
    await phone.page.getByRole('radio', { name: /Six cups/ }).click();
    await phone.button('One more').click();
    await phone.shot('item-en');
    await phone.button('Add to basket').click();
    phone.shop.goods = phone.shop.goods.slice(1).map((one) => ({ ...one, specifications: undefined }));
    await phone.killAndOpen('basket');
    await phone.text('No longer sold, left out of this order').waitFor();
    await phone.shot('basket-gone-en');
    expect(await phone.page.getByText('No longer sold, left out of this order').count()).toBe(2);
    expect(phone.complaints).toEqual([]);
  });

  test('an address typed in goes to the merchant with the order, and is remembered', async () => {
    await phone.open('en', 'confirm?goods_id=card&quantity=1');
    await phone.text('Type it in').click();
    await phone.button('Save address').click();
    await phone.text('Please fill in: Recipient.').waitFor();
    await phone.shot('address-en');
    const fields = phone.page.locator('wx-page:visible input');
    await fields.nth(0).fill('Anna de Vries');
    await fields.nth(1).fill('+31 20 123 4567');
    await fields.nth(5).fill('Dam 1');
    await phone.button('Save address').click();
    await phone.text(/Anna de Vries/).waitFor();
    await phone.button('Place order').click();
    await phone.button('Pay €50.00').waitFor();
    expect(phone.shop.orders[0]).toMatchObject({
      address: { name: 'Anna de Vries', phone: '+31 20 123 4567', street: 'Dam 1' },
    });
    expect(phone.complaints).toEqual([]);
  });

  test('the address is taken from WeChat once the person has agreed to the privacy notice, and not before', async () => {
    phone.asksForConsent = true;
    await phone.open('en', 'confirm?goods_id=card&quantity=1');
    await phone.text('Take it from WeChat').click();
    await phone.button('Do not agree').waitFor();
    await phone.shot('privacy-en');
    await phone.button('Do not agree').click();
    await phone.page.getByText('You did not agree to the privacy notice', { exact: false }).waitFor();
    await phone.text('Take it from WeChat').click();
    await phone.button('Agree').click();
    await phone.press('OK');
    await phone.text(/李雷 13912345678/).waitFor();
    await phone.button('Place order').click();
    await phone.button('Pay €50.00').waitFor();
    expect(phone.shop.orders[0]).toMatchObject({ address: { name: '李雷', city: '广州市' } });
    expect(phone.complaints).toEqual([]);
  });

  test('a shop with templates asks after the payment whether it may write, and shows the result whatever one says', async () => {
    phone.shop.facts = { operator_of: [], templates: { paid: 'T-paid', shipped: 'T-shipped' } };
    await buy('en');
    await phone.press(/^Pay/);
    await phone.page.getByRole('dialog', { name: 'Simulated subscription' }).waitFor();
    await phone.press('Refuse');
    await phone.text('Payment received').waitFor();
    expect(phone.complaints).toEqual([]);
  });

  test('a closed cashier shows the order as unpaid, and it can be paid again', async () => {
    await buy('en');
    await phone.press('Cancel');
    await phone.text('Not paid yet').waitFor();
    await phone.shot('result-unpaid-en');
    await phone.button('Pay again').click();
    await phone.button('Pay €25.80').click();
    await phone.press(/^Pay/);
    await phone.text('Payment received').waitFor();
    expect(phone.shop.orders).toHaveLength(1);
    expect(phone.complaints).toEqual([]);
  });

  test('a PayPal link is shown with its code, copied, found again after a restart, and followed until it is paid', async () => {
    await buy('zh_CN', 'PayPal');
    await phone.text('等待您在浏览器中付款').waitFor();
    const number = String(phone.shop.orders[0]?.out_trade_no);
    const link = `https://pay.example.test/paypal/${number}`;
    await phone.text(link).waitFor();
    expect(await phone.page.evaluate('navigator.clipboard.readText()')).toBe(link);
    await phone.page.getByText('内容已复制').waitFor({ state: 'detached' });
    await phone.page.getByRole('img', { name: '付款链接的二维码' }).waitFor();
    await phone.shot('result-link-zh_CN');
    await phone.killAndOpen(`order?out_trade_no=${number}`);
    await phone.button('打开付款链接').click();
    await phone.text(link).waitFor();
    const [first] = phone.shop.orders;
    if (first) phone.shop.settle(first);
    await phone.text('支付成功').waitFor();
    expect(phone.complaints).toEqual([]);
  });

  test('what the cashier says is not believed: the order stays open until the server says paid', async () => {
    phone.shop.silent = true;
    await buy('en');
    await phone.press(/^Pay/);
    await phone.text('We are asking the payment provider').waitFor();
    await phone.shot('result-checking-en');
    const [first] = phone.shop.orders;
    if (first) phone.shop.settle(first);
    await phone.text('Payment received').waitFor();
  });

  test('when the server cannot be asked, the page says that it does not know, and finds out by itself', async () => {
    phone.shop.silent = true;
    await buy('en');
    phone.shop.errors.set('queryorder', { errcode: 5000, errmsg: 'STORE_DOWN: try later' });
    await phone.press(/^Pay/);
    await phone.text('We do not know yet').waitFor();
    await phone.shot('result-unknown-en');
    phone.shop.errors.clear();
    const [first] = phone.shop.orders;
    if (first) phone.shop.settle(first);
    await phone.text('Payment received').waitFor();
  });

  test('a decline is told in the shopper’s language, without the words of the PSP, and can be paid again', async () => {
    phone.shop.decline = 'insufficient funds';
    await buy('zh_CN');
    await phone.press(/^确认支付/);
    await phone.text('付款未通过').waitFor();
    await phone.page.getByText('支付机构没有通过这次付款', { exact: false }).waitFor();
    expect(await phone.page.locator('body').innerText()).not.toContain('insufficient funds');
    await phone.shot('result-declined-zh_CN');
    await phone.button('再次支付').click();
    await phone.button('支付 €25.80').waitFor();
  });

  test('a payment that the sandbox refuses shows the refusal in the cashier, and the order as unpaid, not as failed', async () => {
    phone.shop.refusal = 'paySign does not verify: the private key does not belong to this merchant';
    await buy('en');
    await dialog().getByRole('alert').waitFor();
    expect(await dialog().innerText()).toContain('paySign does not verify');
    await phone.shot('cashier-refused-en');
    await phone.press('Close');
    await phone.text('Not paid yet').waitFor();
    expect(await phone.page.getByText('requestPayment').count()).toBe(0);
  });

  test.each([
    ['zh_CN', '收银台没有应答'],
    ['en', 'The cashier does not answer'],
  ] as const)(
    'a cashier that cannot be reached refused nothing, and says so (%s)',
    async (language, said) => {
      await buy(language);
      await phone.page.route('**/sandbox/cashier/pay', (route) => route.abort());
      await phone.press(language === 'en' ? /^Pay/ : /^确认支付/);
      await dialog().getByRole('heading', { name: said }).waitFor();
      expect(await dialog().innerText()).not.toContain('Failed to fetch');
      // The browser's own words about the connection that was cut.
      phone.complaints = phone.complaints.filter((one) => !one.includes('ERR_FAILED'));
    },
  );

  test('a customer with too many unpaid orders is told what to do', async () => {
    const errmsg = 'TOO_MANY_OPEN_ORDERS: 50 unpaid orders are the most';
    phone.shop.errors.set('createorder', { errcode: 1107, errmsg });
    await phone.open('en', 'confirm?goods_id=tea&quantity=1');
    await phone.button('Place order').click();
    await phone.page.getByText('You have too many unpaid orders.', { exact: false }).waitFor();
    await phone.shot('confirm-too-many-orders-en');
  });

  test('a failed payment start is told on the checkout and can be repeated', async () => {
    phone.shop.errors.set('unifiedorder', {
      errcode: 3001,
      errmsg: 'PSP_REFUSED: the payment provider refused: limit exceeded',
    });
    await buy('en');
    await phone.page.getByText('The payment provider did not accept this.', { exact: false }).waitFor();
    expect(await phone.page.locator('body').innerText()).not.toContain('limit exceeded');
    await phone.shot('checkout-error-en');
    phone.shop.errors.clear();
    await phone.button('Try again').click();
    await dialog().waitFor();
  });

  test('a merchant without any way to pay is explained, and nothing can be pressed', async () => {
    phone.shop.payMethods = [];
    const { out_trade_no } = phone.shop.add({});
    await phone.open('en', `checkout?out_trade_no=${out_trade_no}`);
    await phone.page.getByText('The merchant offers no way to pay yet.', { exact: false }).waitFor();
    await phone.button('Pay €12.90').click({ force: true });
    expect(phone.shop.calls.map(({ action }) => action)).not.toContain('unifiedorder');
  });

  test('fingers work as well as a mouse', async () => {
    const browser = phone.page.context().browser();
    const touch = await browser?.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    const page = await touch?.newPage();
    if (!page) throw new Error('no page');
    const tap = (name: string) => page.getByRole('button', { name, exact: true }).tap();
    await page.goto(`${phone.origin}/phone/?lang=en`);
    await tap(`Add to basket ${tea}`);
    await page.getByRole('tab', { name: /^Basket/ }).tap();
    await tap('Check out');
    await tap('Place order');
    await page.getByText('Alipay', { exact: true }).tap();
    await tap('Pay €12.90');
    await page.getByText('https://pay.example.test/alipay/', { exact: false }).waitFor();
    await touch?.close();
  });
});
