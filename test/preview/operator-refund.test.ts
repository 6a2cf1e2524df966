// Refunds by an operator in a real browser, also where answers are lost and the app is closed in the middle.
import { describeInBrowser } from '../browser';
import { fillOperatorShop } from './operator-shop';
import { PhonePage } from './phone-page';

const bought = 'CP20261121000001';

describeInBrowser('a refund on the operators’ phone', () => {
  const phone = new PhonePage();
  beforeEach(() => fillOperatorShop(phone.shop));

  const open = () => phone.openAt('en', `operator/pages/refund/refund?out_trade_no=${bought}`);
  const sent = () => phone.shop.operator.asked.filter(({ action }) => action === 'refund');
  const booked = () => phone.shop.operator.refunds.map(({ refund_fee, reason }) => [refund_fee, reason]);
  /** Half of it, confirmed. */
  const refundHalf = async () => {
    await phone.button('Half').click();
    await phone.button('Refund €6.45').click();
    await phone.page.getByText('€6.45 goes back to whoever paid, through YabandPay.').waitFor();
    await phone.press('Refund');
  };

  test('is half of it by the slider, with a reason, and is followed to its end', async () => {
    await open();
    await phone.text('€12.90 can still be refunded').waitFor();
    const bar = phone.page.locator('#sliderLine, [class*="slider__bar"]').first();
    const box = await bar.boundingBox();
    if (!box) throw new Error('there is no slider');
    await phone.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await phone.page.getByRole('textbox', { name: 'Reason' }).fill('one cup was broken');
    await phone.button(/^Refund €6\.\d\d$/).click();
    await phone.press('Refund');
    await phone.text('The refund is on its way').waitFor();
    expect(booked()).toEqual([[expect.closeTo(645, -2) as number, 'one cup was broken']]);
    phone.shop.operator.laterState = 'succeeded';
    await phone.text('The money went back').waitFor();
    await phone.button('Back to the order').waitFor();
  });

  test('can be typed, and not more than is left', async () => {
    await open();
    const amount = phone.page.getByRole('textbox', { name: 'Amount' });
    await amount.fill('12.91');
    await phone.text('This is more than the €12.90 that are left.').waitFor();
    await phone.button('Refund').click();
    expect(sent()).toEqual([]);
    await amount.fill('0.10');
    await phone.button('Refund €0.10').click();
    await phone.press('Refund');
    await phone.text('The refund is on its way').waitFor();
    expect(booked()).toEqual([[10, undefined]]);
  });

  test('that was not meant is not sent', async () => {
    await open();
    await phone.button('Refund €12.90').click();
    await phone.press('Cancel');
    await phone.button('Refund €12.90').waitFor();
    expect(sent()).toEqual([]);
  });

  test('whose answer was lost is found by asking, and never called failed meanwhile', async () => {
    await open();
    await phone.text('€12.90 can still be refunded').waitFor();
    phone.shop.loses = (action) => (action === 'refund' || action === 'queryrefund' ? 'after' : undefined);
    await refundHalf();
    await phone.text('We are asking the payment provider').waitFor();
    await phone.text(/The cloud function did not answer/).waitFor();
    expect(await phone.page.getByText(/did not go through/).count()).toBe(0);
    phone.shop.loses = () => undefined;
    await phone.text('The refund is on its way').waitFor();
    expect([booked().length, sent().length]).toEqual([1, 1]);
  });

  test('that never arrived is sent again under its number, however often', async () => {
    await open();
    await phone.text('€12.90 can still be refunded').waitFor();
    phone.shop.loses = (action) => (action === 'refund' ? 'before' : undefined);
    await refundHalf();
    await phone.text('The server has no such refund').waitFor();
    await phone.button('Drop this refund').click();
    await phone.page.getByText(/^The last request may still be on its way/).waitFor();
    phone.shop.loses = (action) => (action === 'refund' ? 'after' : undefined);
    await phone.button('Send again, same number').click();
    await phone.text('The refund is on its way').waitFor();
    phone.shop.loses = () => undefined;
    expect(new Set(sent().map(({ out_refund_no }) => out_refund_no)).size).toBe(1);
    expect(booked()).toHaveLength(1);
  });

  test('goes on where it was after the app was closed, and its order leads there', async () => {
    await open();
    await phone.text('€12.90 can still be refunded').waitFor();
    phone.shop.loses = (action) => (action === 'refund' || action === 'queryrefund' ? 'after' : undefined);
    await refundHalf();
    await phone.text('We are asking the payment provider').waitFor();
    await phone.page.goto('about:blank');
    phone.shop.loses = () => undefined;
    await phone.openAt('en', `operator/pages/order/order?out_trade_no=${bought}`);
    await phone.button('See how the refund goes').click();
    await phone.text('The refund is on its way').waitFor();
    phone.shop.operator.laterState = 'succeeded';
    await phone.text('The money went back').waitFor();
    expect(booked()).toHaveLength(1);
    await phone.button('Back to the order').click();
    await phone.button('Refund').waitFor();
  });

  test('that the PSP refused for good says so, with its words, and can be made anew', async () => {
    phone.shop.operator.refundState = 'failed';
    await open();
    await refundHalf();
    await phone.text('The refund did not go through').waitFor();
    phone.shop.operator.refundState = 'processing';
    await phone.button('Refund something else').click();
    await refundHalf();
    await phone.text('The refund is on its way').waitFor();
    expect(new Set(sent().map(({ out_refund_no }) => out_refund_no)).size).toBe(2);
  });

  test('that was refused before anything was sent brings the form back with what to do', async () => {
    phone.shop.errors.set('refund', { errcode: 2003, errmsg: 'NOT_SUPPORTED: fewer than 30 refunds' });
    await open();
    await refundHalf();
    await phone.text(/^The provider does not offer this/).waitFor();
    await phone.text('NOT_SUPPORTED: fewer than 30 refunds').waitFor();
    await phone.button('Refund €6.45').waitFor();
  });

  test('that cannot be delivered is ended by the operator’s word', async () => {
    phone.shop.operator.refundState = 'abnormal';
    await open();
    await refundHalf();
    await phone.text('The provider cannot deliver it').waitFor();
    await phone.button('Say how it ended').click();
    const sheet = phone.page.getByRole('dialog', { name: 'Say how it ended' });
    await sheet.getByText('The money went back', { exact: true }).click();
    await sheet.getByRole('textbox').fill('paid by bank');
    await sheet.getByRole('button', { name: 'The money went back' }).click();
    await phone.text('€6.45 went back to whoever paid.').waitFor();
  });
});
