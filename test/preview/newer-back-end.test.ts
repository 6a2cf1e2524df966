// A back end that is newer than the mini-program on somebody's phone: words and forms that this version does not know.
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const facts = { fee_type: 'EUR', operator_of: ['yaband'], templates: {} };

/** A page as it is after a start of the mini-program. */
async function open(name: string, query: Readonly<Record<string, string>> = {}, folder = 'operator/pages') {
  jest.resetModules();
  const load = () => import(`../../miniprogram/${folder}/${name}/${name}`);
  return new PageUnderTest(await pageScript(load)).open(query);
}

beforeEach(() => phone.install());

describe('a word that is not known stands as it is', () => {
  test('for what was decided about kept-aside money', async () => {
    const notice = {
      ...{ notice_id: 'n1', pay_sp: 'yaband', out_trade_no: 'CP1', received_at: 5, reason: 'twice' },
      ...{ amount: 1290, fee_type: 'EUR', decision: 'donated', decided_at: 7 },
    };
    phone.answers({ listaside: { notices: [notice] } });
    const inbox = await open('inbox');
    expect(JSON.stringify(inbox.data['rows'])).toContain('donated');
  });

  test('for a difference, which then asks for nothing', async () => {
    const finding = {
      ...{ finding_id: 'f1', kind: 'rounding', of: 'payment', out_trade_no: 'CP1', reason: 'r', times: 1 },
      ...{ ours: null, theirs: null, since: 0 },
    };
    phone.answers({
      reconciliation: {
        ...{ report_id: 'r1', pay_sp: 'yaband', date: '2026-11-24', state: 'done', written_at: 1 },
        ...{ matched: 0, missing_here: 0, missing_there: 0, differ: 1, decided: 0 },
        ...{ findings: [finding], left_out: 0, past: [] },
      },
    });
    const report = await open('report', { pay_sp: 'yaband', date: '2026-11-24' });
    expect(report.data['open']).toMatchObject([
      { title: expect.stringContaining('rounding') as unknown, todo: '' },
    ]);
  });

  test('for the state of an order, which a shopper is told in words', async () => {
    const held = { ...anOrder(), state: 'held' };
    phone.answers({ queryorder: held, listorders: { orders: [held] }, shop: facts });
    const shown = {
      mine: await open('order', { out_trade_no: 'CP1' }, 'pages'),
      list: await open('orders', {}, 'pages'),
      theirs: await open('order', { out_trade_no: 'CP1' }),
      all: await open('orders'),
    };
    expect(shown.mine.shows('status', 'stateText')).toEqual({
      status: 'ready',
      stateText: 'Being processed',
    });
    expect(shown.list.data['cards']).toMatchObject([{ stateText: 'Being processed' }]);
    expect(shown.theirs.shows('status', 'stateText')).toEqual({
      status: 'ready',
      stateText: 'Being processed',
    });
    expect(shown.all.data['rows']).toMatchObject([{ stateText: 'Being processed' }]);
    for (const page of Object.values(shown)) await page.do('onUnload').catch(() => undefined);
  });

  test('for the state of a refund', async () => {
    const refund = { out_refund_no: 'RF1', refund_fee: 5, fee_type: 'EUR', state: 'escrowed' };
    phone.answers({ queryorder: { ...anOrder({ state: 'paid' }), refunds: [refund], returns: [refund] } });
    const mine = await open('order', { out_trade_no: 'CP1' }, 'pages');
    const theirs = await open('order', { out_trade_no: 'CP1' });
    expect(mine.data['status']).toBe('ready');
    expect(JSON.stringify(mine.data['steps'])).toContain('Refund €0.05');
    expect(theirs.data['refunds']).toMatchObject([{ stateText: 'escrowed' }]);
    await mine.do('onUnload');
  });

  test('for what a PSP said when it was asked', async () => {
    const paid = anOrder({ state: 'paid', pay_sp: 'yaband' });
    const answers = ['succeeded', 'opened', 'escrowed'].map((said) => ({ of: 'CP1', said }));
    phone.answers({ queryorder: paid, asknow: { ...paid, answers } });
    const order = await open('order', { out_trade_no: 'CP1' });
    await order.do('openAct', event({}, { act: 'asknow' }));
    await order.do('decide', event({ choice: '', explanation: '' }));
    expect(JSON.stringify(order.data)).toContain('escrowed');
  });
});

test('a refusal without words is a sentence all the same', async () => {
  phone.callFunction.mockResolvedValue({ result: { errcode: 9999 } });
  const orders = await open('orders', {}, 'pages');
  expect(orders.data['status']).toBe('error');
  expect(orders.data['trouble']).toMatch(/^[A-Z][^:_]*\.$/);
  await orders.do('onUnload');
});

test('a shop that names no currency has its orders searched as texts', async () => {
  phone.answers({ shop: { ...facts, fee_type: undefined }, listorders: { orders: [] } });
  const list = await open('orders');
  await list.do('submit', event({ value: '12.90' }));
  expect(phone.asked('listorders').at(-1)).toMatchObject({ search: '12.90' });
});
