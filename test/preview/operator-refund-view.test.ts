// A refund from the wish to its end: the amount that is chosen, the number that stays, and what is said meanwhile.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { feeOfShare, slid, typed } from '../../miniprogram/operator/view/refund-form';
import {
  hasEnded,
  keepsAsking,
  progressView,
  refundPauseMs,
  refundStep,
  wasRefused,
} from '../../miniprogram/operator/view/refund-progress';
import {
  dropWish,
  keepWish,
  newWish,
  openWishes,
  queryRefund,
  sendWish,
} from '../../miniprogram/services/operator-refund';
import type { RefundWish } from '../../miniprogram/services/operator-refund';

const callFunction = jest.fn<Promise<object>, [{ readonly data: object }]>();
const storage = new Map<string, unknown>();
Object.assign(globalThis, {
  wx: {
    cloud: { callFunction },
    setStorageSync: (key: string, value: unknown) => storage.set(key, structuredClone(value)),
    getStorageSync: (key: string) => storage.get(key) ?? '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});

const euros = { value: 1290, currency: 'EUR' };
const asked = { out_trade_no: 'CP1', refund_fee: 645, fee_type: 'EUR', reason: 'broken' };

beforeEach(() => {
  storage.clear();
  callFunction.mockReset();
  setLanguage('en');
});

describe('the amount of a refund', () => {
  test.each([
    [50, 1290, 645],
    [100, 1291, 1291],
    [0, 1290, 1],
    [1, 10, 1],
    [33, 1000, 330],
  ])('at %d percent of %d is %d', (share, left, fee) => {
    expect(feeOfShare(share, left)).toBe(fee);
  });

  test('follows the slider', () => {
    expect(slid(50, euros)).toEqual({
      typed: '6.45',
      share: 50,
      fee: 645,
      trouble: '',
      sendText: 'Refund €6.45',
    });
  });

  test('moves the slider when it is typed', () => {
    expect(typed('12.90', euros)).toMatchObject({ share: 100, fee: 1290, trouble: '' });
    expect(typed('0.10', euros)).toMatchObject({ share: 1, fee: 10 });
  });

  test.each([
    ['', 'Enter a valid amount.'],
    ['0', 'Enter a valid amount.'],
    ['abc', 'Enter a valid amount.'],
    ['12.91', 'This is more than the €12.90 that are left.'],
  ])('typed as %p cannot be sent', (text, trouble) => {
    expect(typed(text, euros)).toMatchObject({ typed: text, fee: 0, trouble, sendText: 'Refund' });
  });
});

describe('a wish', () => {
  test('has a number of its own, of letters and digits that every PSP takes', () => {
    const numbers = Array.from({ length: 200 }, () => newWish(asked, 1_795_255_200_000).out_refund_no);
    expect(new Set(numbers).size).toBe(200);
    for (const number of numbers) expect(number).toMatch(/^RF[0-9A-Z]{14,20}$/);
  });

  test('is kept before it is sent, and its number is the same when it is sent again', async () => {
    const wish = newWish(asked, 5);
    callFunction.mockImplementation(() => {
      expect(openWishes('CP1')).toEqual([{ ...wish, sent: 1, sent_at: 7 }]);
      return Promise.reject(new Error('timeout'));
    });
    await expect(sendWish(wish, 7)).rejects.toMatchObject({ code: 'NO_ANSWER' });
    const [kept] = openWishes('CP1');
    if (!kept) throw new Error('the wish is gone');
    callFunction.mockResolvedValue({ result: { errcode: 0, state: 'processing' } });
    await sendWish(kept, 9);
    const data = callFunction.mock.calls.map(([{ data: sent }]) => sent);
    expect(data[1]).toEqual(data[0]);
    expect(data[0]).toEqual({
      action: 'refund',
      out_trade_no: 'CP1',
      out_refund_no: wish.out_refund_no,
      refund_fee: 645,
      refund_currency: 'EUR',
      reason: 'broken',
    });
    expect(openWishes('CP1')).toEqual([{ ...wish, sent: 2, sent_at: 9 }]);
  });

  test('is sent once each time it is sent, also where no answer comes', async () => {
    callFunction.mockRejectedValue({ errMsg: 'cloud.callFunction:fail timeout' });
    await expect(sendWish(newWish(asked, 1), 1)).rejects.toMatchObject({ code: 'NO_ANSWER' });
    expect(callFunction).toHaveBeenCalledTimes(1);
  });

  test('without a reason sends none', async () => {
    callFunction.mockResolvedValue({ result: { errcode: 0 } });
    await sendWish(newWish({ ...asked, reason: '' }, 5), 5);
    expect(Object.keys(callFunction.mock.calls[0]?.[0].data ?? {})).not.toContain('reason');
  });

  test('is forgotten when its refund has ended, and others stay', () => {
    const [one, other, elsewhere] = [1, 2, 3].map((now) => newWish(asked, now)) as [
      RefundWish,
      RefundWish,
      RefundWish,
    ];
    for (const wish of [one, other, { ...elsewhere, out_trade_no: 'CP2' }]) keepWish(wish);
    keepWish({ ...one, known: true });
    dropWish(other.out_refund_no);
    expect(openWishes('CP1')).toEqual([{ ...one, known: true }]);
    expect(openWishes('CP2')).toHaveLength(1);
  });

  test('is asked about under its number', async () => {
    callFunction.mockResolvedValue({ result: { errcode: 0, state: 'succeeded' } });
    expect(await queryRefund('RF1')).toMatchObject({ state: 'succeeded' });
    expect(callFunction.mock.calls[0]).toEqual([
      { name: 'pay', data: { action: 'queryrefund', out_refund_no: 'RF1' } },
    ]);
  });
});

describe('what is said of a refund', () => {
  const wish: RefundWish = { ...newWish(asked, 0), sent: 1 };
  const known = { wish, state: undefined, absent: false } as const;

  test.each([
    [{}, 'asking'],
    [{ absent: true }, 'absent'],
    [{ state: 'requested' }, 'asking'],
    [{ state: 'requested', absent: true }, 'asking'],
    [{ state: 'processing' }, 'processing'],
    [{ state: 'succeeded' }, 'succeeded'],
    [{ state: 'failed' }, 'failed'],
    [{ state: 'abnormal' }, 'abnormal'],
  ] as const)('where %p is known is "%s"', (fields, step) => {
    const all = { ...known, ...fields };
    expect(refundStep(all)).toBe(step);
    expect(progressView(all, 0)).toMatchObject({ step, number: wish.out_refund_no });
    if (step !== 'failed') expect(JSON.stringify(progressView(all, 0))).not.toMatch(/fail|did not go/i);
  });

  test('is that we ask, while nobody knows', () => {
    expect(progressView(known, 0).heading).toBe('We are asking the payment provider');
    setLanguage('zh-CN');
    expect(progressView(known, 0).heading).toBe('正在向支付机构询问');
  });

  test('names the amount', () => {
    expect(progressView({ ...known, state: 'succeeded' }, 0).body).toBe('€6.45 went back to whoever paid.');
  });

  test('is asked again until it has ended, ever more slowly', () => {
    expect((['asking', 'processing', 'abnormal'] as const).map(keepsAsking)).toEqual([true, true, true]);
    expect((['absent', 'succeeded', 'failed'] as const).map(keepsAsking)).toEqual([false, false, false]);
    const pauses = Array.from({ length: 12 }, (_, asking) => refundPauseMs(asking));
    expect([pauses[0], pauses.at(-1)]).toEqual([2000, 60_000]);
    expect([...pauses].sort((one, other) => one - other)).toEqual(pauses);
  });

  test('ends only with money that went back, or certainly did not', () => {
    expect((['succeeded', 'failed'] as const).map(hasEnded)).toEqual([true, true]);
    expect((['asking', 'processing', 'abnormal', 'absent'] as const).map(hasEnded)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('a request that may still be on its way is not dropped for two minutes', () => {
    expect(progressView({ ...known, absent: true }, 1_000).waitSeconds).toBe(119);
    expect(progressView({ ...known, absent: true }, 120_000).waitSeconds).toBe(0);
  });

  test('only a refusal of the first sending voids the wish', () => {
    expect(wasRefused('REFUND_TOO_LARGE', wish)).toBe(true);
    expect(wasRefused('REFUND_TOO_LARGE', { ...wish, sent: 2 })).toBe(false);
    for (const code of [
      'OUTCOME_UNKNOWN',
      'PSP_UNREACHABLE',
      'BUSY',
      'NO_ANSWER',
      'INTERNAL',
      'PSP_REFUSED',
    ]) {
      expect([code, wasRefused(code, wish)]).toEqual([code, false]);
    }
  });
});
