/** The connector against the sandbox of each operator of the RoyalPay family: an order is paid, asked about, and refunded. */
import { operators } from '../../../scripts/sandbox/royalpay/protocol';
import { demoAccount } from '../../../scripts/sandbox/royalpay';
import { asAnswered, asSeen } from '../../../scripts/simulate/wire';
import type { Env } from '../../../shared/kernel/exchange';
import type { HttpReply, HttpRequest } from '../../../shared/kernel/http';
import { readFields } from '../../../shared/kernel/fields';
import type { Account } from '../../../shared/payments/psp/operation';
import { royalpay } from '../../../shared/payments/psp/royalpay';
import { openWorld, origin, type World } from '../../sandbox/world';

let world: World;
beforeAll(async () => (world = await openWorld()));
beforeEach(() => world.reset());

function accountAt(platform: string): Account<typeof royalpay.fields> {
  const block = demoAccount(platform, origin);
  const read = readFields(royalpay.fields, block);
  if ('problems' in read) throw new Error(read.problems.join('; '));
  expect(royalpay.problems(read.values)).toEqual([]);
  return {
    paySp: 'royalpay',
    configId: 'payment',
    config: read.values,
    endpoint: String(block.endpoint),
    notifyUrl: `${origin}/notify/royalpay`,
  };
}

const env = (): Env => ({ now: world.clock.now(), nonce: 'a'.repeat(32), keys: [] });
const send = async (request: HttpRequest): Promise<HttpReply> =>
  asAnswered(await world.sandboxes.handle(asSeen(request)));

const NO = { attemptNo: 'ORDER0001' };
const REFUND = { ...NO, outRefundNo: 'ORDER0001R1' };

test.each(Object.entries(operators))('%s', async (platform, { currencies: [currency = ''], surcharge }) => {
  const account = accountAt(platform);
  expect(royalpay.currencies(account.config)[0]).toBe(currency);
  const total = { value: 1000, currency };
  const wish = { ...NO, payMethod: 'wechat', amount: total, description: 'Tea 乌龙茶' };
  const input = { ...wish, appid: 'wxcrosspaydemo0001', openid: 'oPayer' };

  const order = royalpay.pay.request(input, account, env());
  const created = royalpay.pay.reply(await send(order), input, account);
  expect(created).toMatchObject({ is: 'ok', value: { ticket: { payment: { signType: 'MD5' } } } });
  expect(royalpay.pay.reply(await send(order), input, account)).toEqual(created);

  const ask = async () =>
    royalpay.query.reply(await send(royalpay.query.request(NO, account, env())), NO, account);
  expect(await ask()).toMatchObject({ is: 'ok', value: { status: 'pending' } });
  await world.control('sandbox', { pay_sp: 'royalpay', event: 'pay', out_trade_no: 'ORDER0001' });
  const theirs = surcharge > 0 ? 'PAY_SUCCESS real_fee 1030' : 'PAY_SUCCESS';
  const paidAt = Math.floor(world.clock.now() / 1000) * 1000;
  expect(await ask()).toMatchObject({
    is: 'ok',
    value: { status: 'paid', amount: total, theirs, paidAt, appid: 'wxcrosspaydemo0001' },
  });

  const notice = { method: 'POST', query: {}, headers: {}, body: world.inbox[0]?.body ?? '' };
  expect(royalpay.notifications.glance(notice)).toBeUndefined();
  expect(royalpay.notifications.verify(notice, account, env())).not.toHaveProperty('rejected');

  const refund = { ...REFUND, amount: { value: 400, currency }, total, reason: 'broken' };
  const sent = await send(royalpay.refund.request(refund, account, env()));
  expect(royalpay.refund.reply(sent, refund, account)).toMatchObject({
    is: 'ok',
    value: { status: 'processing', amount: refund.amount },
  });
  await world.pass(10_000);
  const said = await send(royalpay.queryRefund.request(REFUND, account, env()));
  expect(royalpay.queryRefund.reply(said, REFUND, account)).toMatchObject({
    is: 'ok',
    value: { status: 'succeeded' },
  });
  expect(await ask()).toMatchObject({ is: 'ok', value: { status: 'paid', refunded: 'some' } });
  const close = await send(royalpay.close.request(NO, account, env()));
  expect(royalpay.close.reply(close)).toMatchObject({ is: 'refused', why: 'already_paid' });
});
