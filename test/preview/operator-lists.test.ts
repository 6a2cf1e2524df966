// What operators' pages do between the back end and the screen: lists that grow and keep their place, an export that goes on
// where it broke off, the course of a refund, and where pages lead.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { openOperatorPage } from '../../miniprogram/operator/open-page';
import { ExportFile } from '../../miniprogram/operator/view/export-file';
import { failedView } from '../../miniprogram/operator/view/failed-view';
import { PagedList } from '../../miniprogram/operator/view/paged-list';
import type { ListPage } from '../../miniprogram/operator/view/paged-list';
import { RefundCourse } from '../../miniprogram/operator/view/refund-course';
import { ApiError } from '../../miniprogram/services/api-error';
import { newWish, openWishes } from '../../miniprogram/services/operator-refund';

const callFunction = jest.fn<Promise<object>, [{ readonly data: Readonly<Record<string, unknown>> }]>();
const writeFileSync = jest.fn();
const navigateTo = jest.fn<Promise<void>, [{ readonly url: string }]>();
const redirectTo = jest.fn<Promise<void>, [{ readonly url: string }]>();
const navigateBack = jest.fn<Promise<void>, [{ readonly delta: number }]>();
const showToast = jest.fn();
const storage = new Map<string, unknown>();
let open: { route: string; options: Record<string, string> }[] = [];
Object.assign(globalThis, {
  getCurrentPages: () => open,
  wx: {
    cloud: { callFunction },
    env: { USER_DATA_PATH: 'wxfile://usr' },
    getFileSystemManager: () => ({ writeFileSync }),
    navigateTo,
    redirectTo,
    navigateBack,
    showToast,
    setStorageSync: (key: string, value: unknown) => storage.set(key, structuredClone(value)),
    getStorageSync: (key: string) => storage.get(key) ?? '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});

beforeEach(() => {
  jest.resetAllMocks();
  storage.clear();
  open = [];
  setLanguage('en');
});

const refused = (errcode: number, errmsg: string) => ({ result: { errcode, errmsg } });
const answers = (fields: object) => ({ result: { errcode: 0, ...fields } });

describe('a list', () => {
  const all = Array.from({ length: 45 }, (_, n) => n);
  const ask = (limit: number, after = -1): Promise<ListPage<number>> =>
    Promise.resolve({ items: all.slice(after + 1, after + 1 + limit), unreadable: [] });
  const list = () => new PagedList<number>(String, 20);

  test('comes page by page, to its end', async () => {
    const shown = list();
    await shown.refresh(ask, () => 7);
    expect([shown.items.length, shown.more, shown.askedAt]).toEqual([20, true, 7]);
    await shown.loadMore(ask);
    await shown.loadMore(ask);
    expect([shown.items, shown.more]).toEqual([all, false]);
  });

  test('goes on behind a page that has more than was asked for, all of one millisecond', async () => {
    const shown = list();
    const tied = (limit: number, after?: number) => ask(after === undefined ? limit + 2 : limit, after);
    await shown.refresh(tied, () => 7);
    expect([shown.items.length, shown.more]).toEqual([22, true]);
    await shown.loadMore(tied);
    expect(shown.items).toEqual(all.slice(0, 42));
  });

  test('is loaded anew as far as it is shown', async () => {
    const shown = list();
    await shown.refresh(ask, () => 0);
    await shown.loadMore(ask);
    await shown.refresh(ask, () => 0);
    expect(shown.items).toHaveLength(40);
  });

  test('of very many is loaded anew as far as a hundred', async () => {
    const many = (limit: number, after = -1) =>
      Promise.resolve({ items: Array.from({ length: limit }, (_, n) => after + 1 + n), unreadable: [] });
    const shown = list();
    for (let n = 0; n < 6; n += 1) await shown.loadMore(many);
    await shown.refresh(many, () => 0);
    expect([shown.items.length, shown.more]).toEqual([100, true]);
  });

  test('shows nothing of an older question, and nothing twice', async () => {
    const shown = list();
    let answer: (page: ListPage<number>) => void = () => undefined;
    const slow = shown.refresh(
      () => new Promise((resolve) => (answer = resolve)),
      () => 1,
    );
    shown.clear();
    await shown.refresh(ask, () => 2);
    answer({ items: [99], unreadable: [] });
    expect([await slow, shown.items[0], shown.askedAt]).toEqual([false, 0, 2]);
    await shown.loadMore(() => Promise.resolve({ items: [19, 20], unreadable: [] }));
    expect(shown.items.filter((one) => one === 19)).toHaveLength(1);
    const late = shown.loadMore(() => new Promise((resolve) => (answer = resolve)));
    shown.clear();
    answer({ items: [77], unreadable: [] });
    expect([await late, shown.items]).toEqual([false, []]);
  });
});

test('a failed question keeps what is shown and says from when it is; with nothing shown it is an error', () => {
  const failure = new ApiError('NO_ANSWER', 'timeout');
  expect(failedView(failure, 0)).toMatchObject({ status: 'error', stale: '' });
  const at = new Date(2026, 10, 27, 9, 5).getTime();
  expect(failedView(failure, at)).toMatchObject({
    status: 'ready',
    stale: 'Asking anew did not work. This is what the service said at 2026-11-27 09:05.',
  });
});

test('an export goes on where it broke off, and writes one file', async () => {
  const next = { before: 5, before_no: 'CP5' };
  callFunction.mockResolvedValueOnce(answers({ csv: 'head\na\n', orders: 1, next }));
  callFunction.mockResolvedValueOnce(refused(5001, 'BUSY: later'));
  callFunction.mockResolvedValueOnce(answers({ csv: 'b\n', orders: 1 }));
  const file = new ExportFile({ from: '2026-11-24', to: '2026-11-26', zone: '+01:00' });
  const told: number[] = [];
  await expect(file.write((orders) => told.push(orders))).rejects.toMatchObject({ code: 'BUSY' });
  expect(writeFileSync).not.toHaveBeenCalled();
  await file.write((orders) => told.push(orders));
  expect(told).toEqual([1, 2]);
  expect(callFunction.mock.calls[2]?.[0].data).toMatchObject(next);
  const place = 'wxfile://usr/orders-2026-11-24-2026-11-26.csv';
  expect(writeFileSync.mock.calls).toEqual([[place, '\uFEFFhead\na\nb\n', 'utf8']]);
});

describe('the course of a refund', () => {
  const wish = () =>
    newWish({ out_trade_no: 'CP1', refund_fee: 645, fee_type: 'EUR', reason: '' }, Date.now());

  test('is followed from where it was after a restart, the newest first', async () => {
    callFunction.mockResolvedValue(answers({ state: 'processing' }));
    const course = new RefundCourse('CP1');
    await course.send(1, wish());
    const again = new RefundCourse('CP1');
    again.resume();
    expect(again.progress(1)?.step).toBe('asking');
    await again.ask();
    again.resume();
    expect([again.progress(1)?.step, again.isOpen(1)]).toEqual(['processing', true]);
    expect(openWishes('CP1')).toMatchObject([{ known: true, sent: 1 }]);
  });

  test('ends, and is kept no longer, when the back end says so', async () => {
    callFunction.mockResolvedValue(answers({ state: 'succeeded' }));
    const course = new RefundCourse('CP1');
    expect(await course.send(1, wish())).toBeUndefined();
    expect([course.progress(1)?.step, course.isOpen(1), openWishes('CP1')]).toEqual(['succeeded', false, []]);
  });

  test('that was refused at once is nothing any more', async () => {
    callFunction.mockResolvedValueOnce(refused(1202, 'REFUND_TOO_LARGE: 5 are left'));
    callFunction.mockResolvedValueOnce(refused(1204, 'REFUND_NOT_FOUND: none'));
    const course = new RefundCourse('CP1');
    expect(await course.send(1, wish())).toMatchObject({ code: 'REFUND_TOO_LARGE' });
    expect([course.progress(1), openWishes('CP1')]).toEqual([undefined, []]);
  });

  test('whose sending is over time is asked for until it can be dropped', async () => {
    callFunction.mockResolvedValueOnce(refused(5001, 'BUSY: later'));
    callFunction.mockResolvedValueOnce(refused(1204, 'REFUND_NOT_FOUND: none'));
    const course = new RefundCourse('CP1');
    await course.send(1000, wish());
    expect([course.progress(2000)?.step, course.isOpen(2000), course.isOpen(200_000)]).toEqual([
      'absent',
      true,
      false,
    ]);
    course.leave();
    expect([course.progress(1), openWishes('CP1')]).toEqual([undefined, []]);
  });

  test('stands as it was known while nobody can be asked', async () => {
    callFunction.mockResolvedValueOnce(answers({ state: 'processing' }));
    const course = new RefundCourse('CP1');
    await course.send(1, wish());
    callFunction.mockResolvedValueOnce(refused(3003, 'PSP_UNREACHABLE: away'));
    await course.ask();
    expect(course.progress(1)?.step).toBe('processing');
    course.leave();
    expect(openWishes('CP1')).toHaveLength(1);
  });

  test('can be ended by a person', async () => {
    callFunction.mockResolvedValueOnce(answers({ state: 'abnormal' }));
    callFunction.mockResolvedValueOnce(answers({ state: 'failed' }));
    const course = new RefundCourse('CP1');
    await course.send(1, wish());
    await course.decide('failed', 'bank said no');
    expect(course.progress(1)?.step).toBe('failed');
  });

  test('that was never wished for is nothing', async () => {
    const course = new RefundCourse('CP1');
    course.resume();
    await course.ask();
    await course.decide('failed', 'x');
    course.leave();
    expect([await course.send(1), course.progress(1), course.isOpen(1)]).toEqual([
      undefined,
      undefined,
      false,
    ]);
    expect(callFunction).not.toHaveBeenCalled();
  });
});

describe('an operators’ page', () => {
  test('that lies open is gone back to, another is opened', async () => {
    open = [
      { route: 'operator/pages/order/order', options: { out_trade_no: 'CP1' } },
      { route: 'operator/pages/inbox/inbox', options: {} },
    ];
    await openOperatorPage('order', { out_trade_no: 'CP1' });
    await openOperatorPage('order', { out_trade_no: 'CP 2' });
    await openOperatorPage('figures');
    expect(navigateBack.mock.calls).toEqual([[{ delta: 1 }]]);
    expect(navigateTo.mock.calls.map(([{ url }]) => url)).toEqual([
      '/operator/pages/order/order?out_trade_no=CP%202',
      '/operator/pages/figures/figures',
    ]);
  });

  test('takes the place of the tenth', async () => {
    open = Array.from({ length: 10 }, () => ({ route: 'operator/pages/inbox/inbox', options: {} }));
    await openOperatorPage('figures');
    expect(redirectTo.mock.calls).toEqual([[{ url: '/operator/pages/figures/figures' }]]);
    expect(navigateTo).not.toHaveBeenCalled();
  });

  test('that WeChat refuses says so, and a second tap meanwhile opens nothing', async () => {
    navigateTo.mockRejectedValueOnce(new Error('navigateTo:fail webview count limit exceed'));
    await Promise.all([openOperatorPage('orders'), openOperatorPage('orders')]);
    expect(navigateTo).toHaveBeenCalledTimes(1);
    expect(showToast).toHaveBeenCalledTimes(1);
  });
});
