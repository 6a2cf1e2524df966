/** Orders as a table for spreadsheets: complete, page after page, and harmless to open. */
import { callable } from '../../shared/kernel/callable';
import { reconciliationActions } from '../../shared/reconciliation/door';
import { operator, stranger } from '../payments/flows/world';
import { anOrder } from '../payments/order/an-order';
import { ADay, DAY, NOON, ZONE } from './a-day';

type Answer = Readonly<Record<string, unknown>>;

const exported = (on: ADay, event: object = {}, openid = operator.openid): Promise<Answer> =>
  callable(
    {
      room: on.room,
      log: on.world.shop.log,
      identity: () => Promise.resolve({ openid, appid: operator.appid, unionid: '', fromAppid: '' }),
    },
    reconciliationActions,
    { action: 'exportorders', from: DAY, to: DAY, zone: ZONE, ...event },
  );

const linesOf = ({ csv }: Answer): readonly string[] => String(csv).split('\r\n').slice(0, -1);

const item = (title: string) => ({ goodsId: 'g', title, quantity: 2, price: 50 });

test('a day without orders is a line of column names', async () => {
  const page = await exported(new ADay());
  expect(page).toMatchObject({ errcode: 0, orders: 0 });
  expect(page).not.toHaveProperty('next');
  expect(linesOf(page)).toEqual([
    'out_trade_no,created_at,state,fee_type,total,refunded,paid_at,pay_sp,pay_method,sp_trade_no,transaction_id,openid,goods',
  ]);
});

test('an order is a line with its sums in major units and its times in the zone that was asked for', async () => {
  const on = new ADay();
  const order = on.paid({ createdAt: NOON, openid: 'o-buyer' });
  on.refunded(order, { amount: { value: 301, currency: 'CNY' }, state: 'succeeded' });
  const [, line = ''] = linesOf(await exported(on));
  expect(line).toContain(`${order.outTradeNo},${DAY} `);
  expect(line).toContain(',paid,CNY,10.01,3.01,');
  expect(line).toContain(',o-buyer,');
});

test('only orders made on these days, of this shop, for its operators', async () => {
  const on = new ADay();
  const order = on.paid({ createdAt: NOON });
  on.paid({ createdAt: NOON - 24 * 3600_000 });
  on.paid({ createdAt: NOON, configId: 'payment_wxother' });
  expect(
    linesOf(await exported(on))
      .slice(1)
      .map((line) => line.split(',')[0]),
  ).toEqual([order.outTradeNo]);
  expect((await exported(on, {}, stranger.openid)).errmsg).toContain('FORBIDDEN');
});

test.each([
  ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"") × 2"`],
  ['+1', "'+1 × 2"],
  ['@SUM(1)', "'@SUM(1) × 2"],
  ['-2', "'-2 × 2"],
  ['Cake, large', '"Cake, large × 2"'],
  ['two\r\nlines', '"two\r\nlines × 2"'],
])('a title %j does nothing in a spreadsheet', async (title, cell) => {
  const on = new ADay();
  const created = on.paid({ createdAt: NOON });
  on.world.store.orderTable.set(created.outTradeNo, { ...created, items: [item(title)] });
  const { csv } = await exported(on);
  expect(String(csv)).toMatch(/goods\r\n/);
  expect(String(csv).endsWith(`,${cell}\r\n`)).toBe(true);
});

test('a number of many digits stays the number that it is', async () => {
  const on = new ADay();
  const created = on.paid({ createdAt: NOON });
  const transactionId = '4200001234202611271234567890';
  on.world.store.orderTable.set(created.outTradeNo, { ...created, transactionId });
  expect(String((await exported(on)).csv)).toContain(`,"\t${transactionId}",`);
});

test('page after page every order comes once, the names of the columns only at the top', async () => {
  const on = new ADay();
  const made = Array.from({ length: 303 }, (_, at) => `CPMANY${String(at).padStart(4, '0')}`);
  for (const outTradeNo of made)
    on.world.store.orderTable.set(outTradeNo, anOrder({ outTradeNo, createdAt: NOON, attempts: [] }));
  const lines: string[] = [];
  let next: object | undefined = {};
  for (let pages = 0; next && pages < 10; pages += 1) {
    const page: Answer = await exported(on, next);
    expect(page.errcode).toBe(0);
    lines.push(...linesOf(page));
    next = page.next as object | undefined;
  }
  expect(lines.filter((line) => line.startsWith('out_trade_no'))).toHaveLength(1);
  expect(new Set(lines.slice(1).map((line) => line.split(',')[0]))).toEqual(new Set(made));
  expect(lines).toHaveLength(made.length + 1);
});

test.each([
  [{ before: 5 }, 'must have before and before_no together'],
  [{ before_no: 'CP1' }, 'must have before and before_no together'],
  [{ from: 'monday' }, 'from must be a day'],
  [{ to: '1999-01-01' }, 'must not be before'],
  [{ zone: 'Amsterdam' }, 'zone must be a zone'],
])('%j is refused with what is wrong', async (event, errmsg) => {
  expect((await exported(new ADay(), event)).errmsg).toContain(errmsg);
});
