// Answers that overtake each other on a slow network, and sheets that are opened over what is under way: what a page says last is what
// was asked for last.
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const query = { out_trade_no: 'CP1' };
const paid = anOrder({ state: 'paid', pay_sp: 'yaband', refundable_fee: 500, refunded_fee: 790 });

type Dataset = Readonly<Record<string, unknown>>;

async function page(name: string, folder = 'pages'): Promise<PageUnderTest> {
  jest.resetModules();
  return new PageUnderTest(await pageScript(() => import(`../../miniprogram/${folder}/${name}/${name}`)));
}

/** Each question of this action from now on stays open until its turn is answered: 0 is the first. */
function held(
  action: string,
  others: Readonly<Record<string, object>> = {},
): (turn: number, answer: object | null) => Promise<void> {
  const turns: ((answer: object | null) => void)[] = [];
  const ask = () =>
    new Promise<object>((resolve, reject) => {
      turns.push((answer) =>
        answer ? resolve(answer) : reject(Object.assign(new Error(), { errMsg: 'fail' })),
      );
    });
  phone.answers({ ...others, [action]: ask });
  return async (turn, answer) => {
    turns[turn]?.(answer);
    await settled();
  };
}

beforeEach(() => {
  phone.install();
  jest.useFakeTimers();
});
afterEach(() => jest.useRealTimers());

test('the result of a payment stays paid, though an older answer arrives after it', async () => {
  const answer = held('queryorder');
  const result = await (await page('result')).open(query);
  await result.do('onHide');
  await result.do('onShow');
  await answer(1, paid);
  expect(result.data['state']).toBe('paid');
  await answer(0, anOrder());
  expect(result.data['state']).toBe('paid');
  await result.do('onUnload');
});

test('an older question that fails says nothing against the newer answer', async () => {
  const answer = held('queryorder');
  const order = await (await page('order')).open(query);
  await order.do('onPullDownRefresh');
  await answer(0, anOrder());
  await order.do('onHide');
  await order.do('onShow');
  await answer(2, paid);
  // It is put again twice by itself before it is given up.
  for (const turn of [1, 3, 4]) {
    await answer(turn, null);
    await jest.advanceTimersByTimeAsync(1200);
  }
  expect(order.data['stale']).toBe('');
  await order.do('onUnload');
});

test.each([
  ['order', 'pages', (shown: PageUnderTest) => shown.data['payable'], false],
  ['checkout', 'pages', (shown: PageUnderTest) => shown.data['status'], 'gone'],
  ['order', 'operator/pages', (shown: PageUnderTest) => shown.data['refundable'], true],
  ['refund', 'operator/pages', (shown: PageUnderTest) => shown.data['left'], 500],
] as const)('%s of %s shows what was asked for last', async (name, folder, shownOf, expected) => {
  const answer = held('queryorder');
  const shown = await (await page(name, folder)).open(query);
  await shown.do('onHide').catch(() => undefined);
  await shown.do('onShow');
  await answer(1, paid);
  expect(shownOf(shown)).toBe(expected);
  await answer(0, anOrder({ pay_methods: ['wechat'], refundable_fee: 1290 }));
  expect(shownOf(shown)).toBe(expected);
  await shown.do('onUnload').catch(() => undefined);
});

test('a refund that has ended stays so, though an older answer arrives after it', async () => {
  const wish = { out_trade_no: 'CP1', out_refund_no: 'RF1', refund_fee: 790, fee_type: 'EUR', reason: '' };
  phone.storage.set('operator-refunds', [{ ...wish, sent: 1, sent_at: Date.now(), known: true }]);
  const answer = held('queryrefund', { queryorder: paid });
  const shown = await (await page('refund', 'operator/pages')).open(query);
  await shown.do('askAgain');
  await answer(1, { ...wish, state: 'succeeded' });
  await answer(0, { ...wish, state: 'processing' });
  expect(shown.data['progress']).toMatchObject({ step: 'succeeded' });
  expect(phone.storage.get('operator-refunds')).toEqual([]);
  await shown.do('onUnload');
});

describe('an order that is shown already', () => {
  const shown = async (folder: string, answer: string | null): Promise<PageUnderTest> => {
    phone.answers({ queryorder: paid });
    const order = await (await page('order', folder)).open(query);
    phone.answers({ queryorder: answer });
    await order.do('onHide').catch(() => undefined);
    await order.do('onShow');
    await jest.advanceTimersByTimeAsync(3000);
    return order;
  };

  test('says that the service cannot be reached only where it cannot, and else what it answered', async () => {
    const silent = await shown('pages', null);
    expect(silent.data['stale']).toMatch(/^The service cannot be reached/);
    await silent.do('onUnload');
    const refused = await shown('pages', 'ORDER_NOT_FOUND: none');
    expect(refused.data['stale']).toBe('This order cannot be found.');
    await refused.do('onUnload');
  });

  test('says on the operators’ page that a number could not be copied', async () => {
    const order = await shown('operator/pages', null);
    phone.setClipboardData.mockRejectedValue({ errMsg: 'setClipboardData:fail no permission' });
    await order.do('copy', event({}, { value: 'CP1' }));
    expect(phone.said).toEqual([expect.stringMatching(/cop/i)]);
  });
});

describe('while an operator’s decision is under way', () => {
  const decision = event({ choice: '', explanation: 'x', force: false });
  const tap = (dataset: Dataset) => event({}, dataset);

  test('no other sheet opens over it, so that no other act is called done', async () => {
    phone.answers({ queryorder: paid });
    const order = await (await page('order', 'operator/pages')).open(query);
    const answer = held('asknow', { queryorder: paid });
    await order.do('openAct', tap({ act: 'asknow' }));
    const title = (order.data['sheet'] as { title: string }).title;
    const deciding = order.do('decide', decision);
    await order.do('openAct', tap({ act: 'close' }));
    await order.do('openRefundEnd', tap({ no: 'RF1' }));
    await answer(0, { ...paid, answers: [] });
    await deciding;
    expect(phone.said).toEqual([expect.stringContaining(title)]);
  });

  test('a refusal is not shown under another notice', async () => {
    const notice = { pay_sp: 'yaband', out_trade_no: 'CP1', received_at: 1, reason: 'unknown' };
    const listaside = { notices: ['N1', 'N2'].map((notice_id) => ({ ...notice, notice_id })) };
    phone.answers({ listaside });
    const inbox = await (await page('inbox', 'operator/pages')).open({});
    const answer = held('resolve', { listaside });
    await inbox.do('openSheet', tap({ id: 'N1' }));
    const dismissed = event({ choice: 'dismissed', explanation: 'x' });
    const deciding = inbox.do('decide', dismissed);
    await inbox.do('openSheet', tap({ id: 'N2' }));
    await answer(0, null);
    await deciding;
    expect(inbox.data['sheetTrouble']).not.toBe('');
    void inbox.do('decide', dismissed);
    await settled();
    expect(phone.asked('resolve')).toMatchObject([{ notice_id: 'N1' }, { notice_id: 'N1' }]);
  });
});
