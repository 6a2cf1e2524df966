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
