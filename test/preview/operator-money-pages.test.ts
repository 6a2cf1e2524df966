// The operators' pages about money, without a phone: a refund to its end, reports and their differences, figures, the export.
import { anOrder } from './an-order';
import { event, FakeWechat, pageScript, PageUnderTest, settled } from './page-under-test';

const phone = new FakeWechat();
phone.install();
const broken = 'INTERNAL: the database does not answer';
const trouble = expect.stringMatching(/function|database|log/i) as unknown;
const tap = (dataset: object) => event({}, dataset);
const shareFileMessage = jest.fn();

/** A page of the operators as it is after a start of the mini-program; the phone's storage stays. */
async function open(name: string, query: Readonly<Record<string, string>> = {}): Promise<PageUnderTest> {
  jest.resetModules();
  const script = await pageScript(() => import(`../../miniprogram/operator/pages/${name}/${name}`));
  return new PageUnderTest(script).open(query);
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'], now: Date.UTC(2026, 10, 27, 12) });
  phone.install();
  shareFileMessage.mockReset();
  const files = { writeFileSync: jest.fn() };
  Object.assign(wx, {
    shareFileMessage,
    env: { USER_DATA_PATH: 'wxfile://usr' },
    getFileSystemManager: () => files,
  });
});
afterEach(() => jest.useRealTimers());

describe('a refund', () => {
  const paid = anOrder({ state: 'paid', refundable_fee: 1290, pay_sp: 'yaband' });
  const refundOf = (state: string) => ({ out_refund_no: 'RF1', state, refund_fee: 645, fee_type: 'EUR' });
  const refundPage = () => open('refund', { out_trade_no: 'CP1' });
  const confirm = (isSure: boolean) => phone.showModal.mockResolvedValue({ confirm: isSure });

  test('is chosen by slider, by a share or typed, confirmed with its amount, and sent with its reason', async () => {
    phone.answers({ queryorder: paid, refund: refundOf('succeeded') });
    confirm(true);
    const page = await refundPage();
    expect(page.data['chosen']).toMatchObject({ fee: 1290 });
    await page.do('slide', event({ value: 50 }));
    expect(page.data['chosen']).toMatchObject({ fee: 645 });
    await page.do('takeShare', tap({ share: 100 }));
    expect(page.data['chosen']).toMatchObject({ fee: 1290 });
    await page.do('type', event({ value: '6.45' }));
    await page.do('typeReason', event({ value: ' broken ' }));
    await page.do('send');
    expect(phone.showModal.mock.calls[0]).toMatchObject([
      { content: expect.stringContaining('€6.45') as unknown },
    ]);
    expect(phone.asked('refund')).toMatchObject([
      { out_trade_no: 'CP1', refund_fee: 645, refund_currency: 'EUR', reason: 'broken' },
    ]);
    expect(page.data['progress']).toMatchObject({ step: 'succeeded' });
  });

  test('for which the button is tapped twice is asked about once, and sent once', async () => {
    phone.answers({ queryorder: paid, refund: refundOf('processing'), queryrefund: refundOf('processing') });
    const answers: ((answer: object) => void)[] = [];
    phone.showModal.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    const page = await refundPage();
    const taps = [page.do('send'), page.do('send')];
    for (let at = 0; at < answers.length; at += 1) {
      answers[at]?.({ confirm: true });
      await settled();
    }
    await Promise.all(taps);
    expect(answers).toHaveLength(1);
    expect(phone.asked('refund')).toHaveLength(1);
    await page.do('onUnload');
  });

  test('can be asked for again after a question that was answered no, or that WeChat did not show', async () => {
    phone.answers({ queryorder: paid, refund: refundOf('succeeded') });
    const page = await refundPage();
    confirm(false);
    await page.do('send');
    phone.showModal.mockRejectedValueOnce({ errMsg: 'showModal:fail' });
    await page.do('send');
    expect(phone.asked('refund')).toEqual([]);
    confirm(true);
    await page.do('send');
    expect(phone.asked('refund')).toHaveLength(1);
  });

  test('is not sent where the operator thinks better of it, or no amount is chosen', async () => {
    phone.answers({ queryorder: paid });
    confirm(false);
    const page = await refundPage();
    await page.do('send');
    await page.do('type', event({ value: '99' }));
    await page.do('send');
    expect(page.data['trouble']).not.toBe('');
    await page.do('type', event({ value: '' }));
    await page.do('send');
    expect(page.data['trouble']).not.toBe('');
    expect(phone.asked('refund')).toEqual([]);
  });

  test('whose answer was lost is asked about, and sent again under its number only when the operator says so', async () => {
    phone.answers({ queryorder: paid, refund: null, queryrefund: 'REFUND_NOT_FOUND: no such refund' });
    confirm(true);
    const page = await refundPage();
    await page.do('send');
    expect(page.data['progress']).toMatchObject({ step: 'absent' });
    expect(page.data['trouble']).not.toBe('');
    await page.do('giveUp');
    expect(page.data['progress']).not.toBeNull();
    phone.answers({ queryorder: paid, refund: refundOf('processing'), queryrefund: refundOf('succeeded') });
    await page.do('sendAgain');
    const [first, again] = phone.asked('refund');
    expect(again?.['out_refund_no']).toBe(first?.['out_refund_no']);
    jest.advanceTimersByTime(60_000);
    await settled();
    expect(page.shows('progress', 'trouble')).toMatchObject({ progress: { step: 'succeeded' }, trouble: '' });
    expect(page.data['lastAsked']).not.toBe('');
  });

  test('that never began can be given up in the end, and leaves the form', async () => {
    phone.answers({ queryorder: paid, refund: null, queryrefund: 'REFUND_NOT_FOUND: no such refund' });
    confirm(true);
    const page = await refundPage();
    await page.do('send');
    await page.do('onHide');
    jest.setSystemTime(Date.now() + 3_600_000);
    await page.do('giveUp');
    expect(page.data['progress']).toBeNull();
    expect(phone.storage.get('operator-refunds')).toEqual([]);
  });

  test('that never began can be given up after two minutes, also where the clock was ahead when it was sent', async () => {
    phone.answers({ queryorder: paid, refund: null, queryrefund: 'REFUND_NOT_FOUND: no such refund' });
    confirm(true);
    const right = Date.now();
    jest.setSystemTime(right + 8 * 3_600_000);
    const ahead = await refundPage();
    await ahead.do('send');
    await ahead.do('onUnload');
    jest.setSystemTime(right);
    const page = await refundPage();
    expect(page.data['progress']).toMatchObject({ step: 'absent', waitSeconds: 120 });
    await page.do('onHide');
    jest.setSystemTime(right + 120_000);
    await page.do('giveUp');
    expect(page.data['progress']).toBeNull();
    expect(phone.storage.get('operator-refunds')).toEqual([]);
  });

  test('is taken up after a restart, and followed while somebody looks', async () => {
    phone.answers({ queryorder: paid, refund: refundOf('processing'), queryrefund: refundOf('processing') });
    confirm(true);
    const killed = await refundPage();
    await killed.do('send');
    await killed.do('onUnload');
    phone.answers({ queryorder: broken, queryrefund: refundOf('processing') });
    const later = await refundPage();
    expect(later.shows('status')).toEqual({ status: 'ready' });
    await later.do('askAgain');
    expect(later.data['progress']).toMatchObject({ step: 'processing' });
    await later.do('onUnload');
    const asked = phone.asked('queryrefund').length;
    jest.advanceTimersByTime(600_000);
    await settled();
    expect(phone.asked('queryrefund')).toHaveLength(asked);
  });

  test.each(['succeeded', 'failed'] as const)('that no PSP ends is called %s by a person', async (choice) => {
    const stuck = refundOf('abnormal');
    phone.answers({ queryorder: paid, refund: stuck, queryrefund: stuck, resolverefund: refundOf(choice) });
    confirm(true);
    const page = await refundPage();
    await page.do('send');
    await page.do('openSheet');
    await page.do('decide', event({ choice, explanation: 'told by the PSP' }));
    expect(phone.asked('resolverefund')).toMatchObject([{ state: choice, explanation: 'told by the PSP' }]);
    expect(page.shows('sheetOpen', 'progress')).toMatchObject({
      sheetOpen: false,
      progress: { step: choice },
    });
  });

  test('that may not be ended yet says why, and stays', async () => {
    const stuck = refundOf('abnormal');
    phone.answers({ queryorder: paid, refund: stuck, queryrefund: stuck, resolverefund: broken });
    confirm(true);
    const page = await refundPage();
    await page.do('send');
    await page.do('openSheet');
    await page.do('decide', event({ choice: 'failed', explanation: '' }));
    expect(page.shows('sheetOpen', 'sheetTrouble')).toEqual({ sheetOpen: true, sheetTrouble: trouble });
    await page.do('closeSheet');
    expect(page.data['sheetOpen']).toBe(false);
    await page.do('back');
    expect(phone.moved).toEqual(['navigateTo /operator/pages/order/order?out_trade_no=CP1']);
  });

  test('pressed twice goes once', async () => {
    phone.answers({ queryorder: paid, refund: refundOf('processing') });
    confirm(true);
    const page = await refundPage();
    await page.do('dispatch', undefined);
    const sending = page.do('send');
    await Promise.all([sending, page.do('send')]);
    expect(new Set(phone.asked('refund').map((one) => one['out_refund_no'])).size).toBe(1);
  });

  test('of an order that is not paid is not offered', async () => {
    phone.answers({ queryorder: anOrder() });
    expect((await refundPage()).shows('unpaid', 'canRefundMore')).toEqual({
      unpaid: true,
      canRefundMore: false,
    });
  });
});

describe('reconciliation', () => {
  const report = (at: number) => ({
    ...{ report_id: `r${at}`, pay_sp: 'yaband', date: '2026-11-24', state: 'done', written_at: 100 - at },
    ...{ matched: 3, missing_here: 0, missing_there: 0, differ: 1, decided: 0 },
  });
  const finding = {
    ...{ finding_id: 'f1', kind: 'amount', of: 'payment', out_trade_no: 'CP1', reason: 'amount', times: 1 },
    ours: { state: 'paid', amount: 1290, fee_type: 'EUR' },
    theirs: { state: 'paid', amount: 1200, fee_type: 'EUR' },
    since: 0,
  };
  const whole = { ...report(0), findings: [finding], left_out: 2, past: [] };
  const reports = (count: unknown) => Array.from({ length: Number(count) }, (_, at) => report(at));

  test('lists its days page by page, each leading to its report', async () => {
    phone.answers({
      listreconciliations: ({ before, limit }) => ({ reports: before ? [report(20)] : reports(limit) }),
    });
    const list = await open('reports');
    await list.do('onReachBottom');
    await list.do('onReachBottom');
    expect(list.data['rows']).toHaveLength(21);
    expect(phone.asked('listreconciliations')).toHaveLength(2);
    await list.do('onPullDownRefresh');
    expect(list.data['rows']).toHaveLength(21);
    await list.do('open', tap({ sp: 'yaband', date: '2026-11-24' }));
    expect(phone.moved).toEqual(['navigateTo /operator/pages/report/report?pay_sp=yaband&date=2026-11-24']);
  });

  test.each([
    ['returned_elsewhere', 'returned_elsewhere'],
    ['dismissed', 'dismissed'],
  ])('a difference is decided: %s', async (choice, decision) => {
    const answers = { reconciliation: whole, resolve: { ...finding, decision } };
    phone.answers(answers);
    const page = await open('report', { pay_sp: 'yaband', date: '2026-11-24' });
    expect(page.data['leftOut']).toContain('2');
    await page.do('openSheet', tap({ id: 'f1' }));
    phone.answers({ ...answers, reconciliation: { ...whole, findings: [{ ...finding, decision }] } });
    await page.do('decide', event({ choice, explanation: 'by phone' }));
    expect(phone.asked('resolve')).toMatchObject([{ finding_id: 'f1', decision, explanation: 'by phone' }]);
    expect(page.shows('open', 'sheetOpen')).toEqual({ open: [], sheetOpen: false });
    expect(page.data['decided']).toHaveLength(1);
  });

  test('a decision that was refused says why; a report that cannot be asked for anew stays', async () => {
    phone.answers({ reconciliation: { ...whole, left_out: 0 }, resolve: broken });
    const page = await open('report', { pay_sp: 'yaband', date: '2026-11-24' });
    await page.do('openSheet', tap({ id: 'f1' }));
    await page.do('decide', event({ choice: 'dismissed', explanation: '' }));
    expect(page.shows('sheetOpen', 'sheetTrouble')).toEqual({ sheetOpen: true, sheetTrouble: trouble });
    await page.do('closeSheet');
    phone.answers({ reconciliation: broken });
    await page.do('onPullDownRefresh');
    expect(page.shows('status', 'sheetOpen', 'leftOut')).toEqual({
      ...{ status: 'ready', sheetOpen: false, leftOut: '' },
    });
    expect(page.data['stale']).not.toBe('');
    await page.do('viewOrder', tap({ no: 'CP1' }));
    expect(phone.moved).toEqual(['navigateTo /operator/pages/order/order?out_trade_no=CP1']);
  });

  test('a report that is not there yet is loaded when it is asked for again', async () => {
    phone.answers({ reconciliation: 'REPORT_NOT_FOUND: nothing was compared' });
    const page = await open('report');
    expect(page.data['status']).toBe('error');
    phone.answers({ reconciliation: whole });
    await page.do('load');
    expect(page.data['status']).toBe('ready');
  });
});

describe('figures', () => {
  const figure = { day: '2026-11-27', pay_sp: 'yaband', orders: 2, refunded: 0, kept_aside: 0 };
  const figures = [
    { ...figure, fee_type: 'EUR', paid: 1000 },
    { ...figure, fee_type: 'JPY', orders: 1, paid: 900 },
  ];

  test('show the currency with most orders first, the chosen one as long as it is there, and a day’s numbers', async () => {
    phone.answers({ figures: { figures } });
    const page = await open('figures');
    expect(page.shows('currencies', 'currency')).toEqual({ currencies: ['EUR', 'JPY'], currency: 'EUR' });
    await page.do('changeCurrency', event({ value: 'JPY' }));
    await page.do('tapBar', tap({ day: '2026-11-27' }));
    expect(page.data['chosenText']).toMatch(/900/);
    phone.answers({ figures: { figures: [] } });
    await page.do('changeDays', event({ from: '2026-11-01', to: '2026-11-02' }));
    expect(phone.asked('figures').at(-1)).toMatchObject({ from: '2026-11-01', to: '2026-11-02' });
    expect(page.shows('currency', 'chosenText')).toEqual({ currency: '', chosenText: '' });
  });

  test.each([{ result: { errcode: 0, figures: [figures[1]] } }, { result: { errcode: 1, errmsg: broken } }])(
    'of days that are no longer meant are not shown: %j',
    async (late) => {
      phone.answers({ figures: { figures } });
      const page = await open('figures');
      let release: (answer: object) => void = () => undefined;
      phone.callFunction.mockReturnValueOnce(new Promise((resolve) => (release = resolve)));
      const first = page.do('load');
      await page.do('load');
      release(late);
      await first;
      expect(page.shows('status', 'currency', 'stale')).toEqual({
        ...{ status: 'ready', currency: 'EUR', stale: '' },
      });
    },
  );
});

describe('the export', () => {
  const more = { before: 1, before_no: 'CP1' };
  const pageOf = (next?: object) => ({ csv: 'line\n', orders: 1, ...(next ? { next } : {}) });

  test('is made page by page, can be sent to a chat and copied', async () => {
    phone.answers({ exportorders: ({ before }) => pageOf(before ? undefined : more) });
    const page = await open('exports');
    await page.do('make');
    expect(page.shows('isReady', 'said', 'busy')).toMatchObject({ isReady: true, busy: false });
    expect(page.data['said']).toContain('2');
    shareFileMessage.mockResolvedValue({});
    await page.do('share');
    expect(phone.said).toHaveLength(1);
    await page.do('copy');
    expect(phone.setClipboardData).toHaveBeenCalledWith({ data: 'line\nline\n' });
  });

  test('that broke off says how far it came, and goes on there also after coming back', async () => {
    phone.answers({ exportorders: ({ before }) => (before ? broken : pageOf(more)) });
    const page = await open('exports');
    await page.do('make');
    expect(page.shows('isReady', 'trouble')).toEqual({ isReady: false, trouble });
    expect(page.data['said']).toContain('1');
    const goOn = page.data['makeText'];
    await page.do('onShow');
    expect(page.data['makeText']).toBe(goOn);
    phone.answers({ exportorders: pageOf() });
    await page.do('make');
    expect(page.data['isReady']).toBe(true);
    expect(page.data['makeText']).not.toBe(goOn);
  });

  test('that did not begin says why, and begins anew', async () => {
    phone.answers({ exportorders: broken });
    const page = await open('exports');
    const make = page.data['makeText'];
    await page.do('make');
    expect(page.shows('said', 'trouble', 'makeText')).toEqual({ said: '', trouble, makeText: make });
  });

  test('of days without orders says so, and other days begin anew', async () => {
    phone.answers({ exportorders: { csv: '', orders: 0 } });
    const page = await open('exports');
    await page.do('make');
    expect(page.data['isReady']).toBe(false);
    await page.do('share');
    await page.do('copy');
    expect(shareFileMessage).not.toHaveBeenCalled();
    expect(phone.setClipboardData).not.toHaveBeenCalled();
    await page.do('changeDays', event({ from: '2026-11-01', to: '2026-11-02' }));
    await page.do('make');
    expect(phone.asked('exportorders').at(-1)).toMatchObject({ from: '2026-11-01', to: '2026-11-02' });
  });

  test.each([
    ['shareFileMessage:fail cancel', false],
    ['shareFileMessage:fail system error', true],
  ])('"%s" is told where it is no choice of the person', async (errMsg, isTold) => {
    phone.answers({ exportorders: pageOf() });
    const page = await open('exports');
    await page.do('make');
    shareFileMessage.mockRejectedValue({ errMsg });
    await page.do('share');
    expect(page.data['trouble'] !== '').toBe(isTold);
    phone.setClipboardData.mockRejectedValue({ errMsg: 'setClipboardData:fail' });
    await page.do('copy');
    expect(page.data['trouble']).not.toBe('');
  });
});
