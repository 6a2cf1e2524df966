// The parts of the mini-program that need no phone: money, texts, errors, and what each state of an order means.
/// <reference types="miniprogram-api-typings" />
import { errorText } from '../../miniprogram/i18n/error-text';
import { en } from '../../miniprogram/i18n/en';
import { setLanguage, text } from '../../miniprogram/i18n/language';
import { zhCn } from '../../miniprogram/i18n/zh-cn';
import { decimals, formatMoney, moneyParts } from '../../miniprogram/money/money';
import { ApiError } from '../../miniprogram/services/api-error';
import { startPayment } from '../../miniprogram/services/attempt';
import { call } from '../../miniprogram/services/cloud';
import { login } from '../../miniprogram/services/login';
import { closeOrder, createOrder, listOrders, queryOrder } from '../../miniprogram/services/pay';
import type { Order } from '../../miniprogram/services/pay';
import { orderFacts } from '../../miniprogram/view/order-facts';
import { attentionText, orderBadge, orderCard } from '../../miniprogram/view/order-view';
import { errorTable } from '../../shared/kernel/errors';
import { patience, resultState } from '../../miniprogram/view/result-view';

const callFunction = jest.fn();
const requestPayment = jest.fn();
const setClipboardData = jest.fn();
Object.assign(globalThis, {
  wx: {
    cloud: { callFunction },
    requestPayment,
    setClipboardData,
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});
const answer = (result: unknown) => callFunction.mockResolvedValue({ result });

const order: Order = {
  out_trade_no: 'CP1',
  state: 'pending',
  total_fee: 1290,
  fee_type: 'EUR',
  refunded_fee: 0,
  refundable_fee: 0,
  created_at: 0,
};

beforeEach(() => {
  jest.resetAllMocks();
  setLanguage('en');
});

describe('money', () => {
  test.each([
    [1290, 'EUR', '€12.90'],
    [5, 'USD', '$0.05'],
    [123456789, 'CNY', '¥1,234,567.89'],
    [1234, 'JPY', 'JP¥1,234'],
    [1250, 'KWD', 'KWD 1.250'],
    [7, 'TND', 'TND 0.007'],
    [0, 'XXX', 'XXX 0.00'],
    [-1290, 'EUR', '-€12.90'],
  ])('%d in the minor unit of %s is written %s', (value, currency, written) => {
    expect(formatMoney({ value, currency })).toBe(written);
  });

  test.each('AUD BHD CAD CHF CNY EUR GBP HKD JPY KRW KWD NZD OMR SEK SGD THB TND USD VND'.split(' '))(
    'the decimals of %s are those that Intl knows',
    (currency) => {
      const format = new Intl.NumberFormat('en', { style: 'currency', currency });
      expect(decimals(currency)).toBe(format.resolvedOptions().maximumFractionDigits);
    },
  );

  test('the parts put together are the whole', () => {
    const { symbol, whole, fraction } = moneyParts({ value: 5000, currency: 'AUD' });
    expect([symbol, whole, fraction]).toEqual(['A$', '50', '.00']);
  });
});

describe('texts', () => {
  test('both languages have the same keys, and no empty text', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zhCn));
    expect([...Object.values(en), ...Object.values(zhCn)].filter((words) => words.trim() === '')).toEqual([]);
  });

  test('both languages fill in the same values', () => {
    const places = (words: string) => (words.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, words] of Object.entries(zhCn)) {
      expect([key, places(en[key as keyof typeof en])]).toEqual([key, places(words)]);
    }
  });

  test('values are put into the text', () => {
    expect(text('pay_now', { amount: '€1.00' })).toBe('Pay €1.00');
  });
});

describe('what can go wrong', () => {
  const own = ['NO_ANSWER', 'BAD_ANSWER', 'UNKNOWN'];
  const sentences = (all: Readonly<Record<string, string>>): readonly (readonly [string, string])[] =>
    Object.entries(all).flatMap(([key, said]) =>
      key.startsWith('error_') ? [[key.slice('error_'.length), said] as const] : [],
    );

  test.each([
    ['简体中文', zhCn],
    ['English', en],
  ])('is said in a sentence of its own for every code, in %s', (_name, all) => {
    const codes = sentences(all).map(([code]) => code);
    expect([...codes].sort()).toEqual([...own, ...Object.keys(errorTable)].sort());
  });

  test('is said without codes, fields, configuration or words of another language', () => {
    const foreign = sentences(zhCn).filter(([, said]) => /[a-z_]/i.test(said));
    const technical = sentences(en).filter(([, said]) => /[_`{}]|\b(?:PSP|config|errcode|API)\b/i.test(said));
    expect([...foreign, ...technical]).toEqual([]);
    for (const [, said] of [...sentences(zhCn), ...sentences(en)]) expect(said).toMatch(/[。.]$/);
  });

  test.each([...Object.keys(errorTable), 'A_CODE_OF_TOMORROW', 'ERRCODE_-1'])(
    'and %s never shows what the server wrote for developers',
    (code) => {
      const shown = errorText(
        new ApiError(code, 'configuration "payment": mchid is missing; the PSP: limit exceeded'),
      );
      expect(shown).not.toMatch(/mchid|limit exceeded|configuration|[A-Z]{3}_/);
      expect(shown.length).toBeGreaterThan(4);
    },
  );
});

describe('calls to the back end', () => {
  test('a result with errcode 0 is answered', async () => {
    answer({ errcode: 0, state: 'closed' });
    expect(await closeOrder('CP1')).toEqual({ errcode: 0, state: 'closed' });
    expect(callFunction).toHaveBeenCalledWith({
      name: 'pay',
      data: { action: 'closeorder', out_trade_no: 'CP1' },
    });
  });

  test('an error keeps its code and its words', async () => {
    answer({ errcode: 4040, errmsg: 'ORDER_NOT_FOUND: there is no such order: check the number' });
    await expect(queryOrder('CP1')).rejects.toMatchObject({
      name: 'ApiError',
      code: 'ORDER_NOT_FOUND',
      message: 'there is no such order: check the number',
    });
  });

  test('an error without a code gets one from its number', async () => {
    answer({ errcode: -1, errmsg: 'system busy' });
    await expect(createOrder([])).rejects.toMatchObject({ code: 'ERRCODE_-1', message: 'system busy' });
  });

  test('no answer at all is an error of its own', async () => {
    callFunction.mockRejectedValue({ errMsg: 'cloud.callFunction:fail timeout' });
    await expect(call('pay', {})).rejects.toMatchObject({ code: 'NO_ANSWER' });
  });

  test.each([undefined, null, 'text', {}])('the answer %p is not taken for a success', async (result) => {
    answer(result);
    await expect(call('pay', {})).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });

  test('the next page of orders starts before the last one', async () => {
    answer({ errcode: 0, orders: [] });
    await listOrders(10, 1234);
    expect(callFunction).toHaveBeenCalledWith({
      name: 'pay',
      data: { action: 'listorders', limit: 10, before: 1234 },
    });
  });

  test('a failed login is tried again, a successful one is remembered', async () => {
    callFunction.mockRejectedValueOnce({ errMsg: 'cloud.callFunction:fail' });
    await expect(login()).rejects.toBeInstanceOf(ApiError);
    answer({ errcode: 0, openid: 'o1' });
    expect([(await login()).openid, (await login()).openid]).toEqual(['o1', 'o1']);
    expect(callFunction).toHaveBeenCalledTimes(2);
  });
});

describe('what an error says', () => {
  test('a known code has its sentence, an unknown one the general sentence', () => {
    expect(errorText(new ApiError('NO_ANSWER', 'socket hang up'))).toBe(en.error_NO_ANSWER);
    expect(errorText(new ApiError('STOCK_EMPTY', 'sold out'))).toBe(en.error_UNKNOWN);
  });

  test('a programming error never shows its own text', () => {
    expect(errorText(new TypeError('x is undefined'))).toBe(en.error_UNKNOWN);
  });
});

describe('starting a payment', () => {
  const payment = { timeStamp: '1', nonceStr: 'n', package: 'prepay_id=1', signType: 'RSA', paySign: 's' };

  test.each([
    ['requestPayment:fail cancel', { outcome: 'cancelled' }],
    ['requestPayment:fail wrong signature', { outcome: 'failed' }],
  ])('the cashier answering "%s" is remembered as what it is', async (errMsg, attempt) => {
    answer({ errcode: 0, payment });
    requestPayment.mockRejectedValue({ errMsg });
    expect(await startPayment(order, 'wechat')).toEqual(attempt);
  });

  test('the amount that the person saw is sent along', async () => {
    answer({ errcode: 0, payment });
    requestPayment.mockResolvedValue({ errMsg: 'requestPayment:ok' });
    expect(await startPayment(order, 'wechat')).toEqual({ outcome: 'submitted' });
    const sent = {
      action: 'unifiedorder',
      out_trade_no: 'CP1',
      pay_method: 'wechat',
      total_fee: 1290,
      fee_type: 'EUR',
    };
    expect(callFunction).toHaveBeenCalledWith({ name: 'pay', data: sent });
  });

  test('a link is handed over even where the clipboard is not allowed', async () => {
    answer({ errcode: 0, url: 'https://pay.example.test/1' });
    setClipboardData.mockRejectedValue({ errMsg: 'setClipboardData:fail' });
    expect(await startPayment(order, 'paypal')).toEqual({
      outcome: 'link',
      url: 'https://pay.example.test/1',
    });
  });

  test('an outcome that the PSP does not tell is neither a success nor a reason to start anew', async () => {
    answer({ errcode: 3002, errmsg: 'OUTCOME_UNKNOWN: the PSP did not answer' });
    const attempt = await startPayment(order, 'wechat');
    expect(attempt).toEqual({ outcome: 'unclear' });
    expect(resultState({ order, attempt, asked: 1, failures: 0 })).toBe('unknown');
  });

  test('an answer with neither cashier nor link is an error', async () => {
    answer({ errcode: 0 });
    await expect(startPayment(order, 'wechat')).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });
});

describe('what the result page shows', () => {
  const known = { order, attempt: { outcome: 'submitted' }, asked: 1, failures: 0 } as const;

  test('only the server makes an order paid, whatever the cashier said', () => {
    expect(resultState(known)).toBe('checking');
    expect(resultState({ ...known, order: { ...order, state: 'paid' } })).toBe('paid');
    expect(
      resultState({ ...known, attempt: { outcome: 'cancelled' }, order: { ...order, state: 'paid' } }),
    ).toBe('paid');
  });

  test('patience has an end, and the end is not called a failure', () => {
    expect(resultState({ ...known, asked: patience.asked })).toBe('unknown');
    expect(resultState({ ...known, order: undefined, failures: patience.failures })).toBe('unknown');
    expect(resultState({ ...known, order: undefined, failures: patience.failures - 1 })).toBe('checking');
  });

  test('a link stays open as long as it takes', () => {
    const attempt = { outcome: 'link', url: 'https://pay.example.test/1' } as const;
    expect(resultState({ ...known, attempt, asked: 500 })).toBe('link');
  });

  test('declined, closed and not paid are told apart', () => {
    expect(resultState({ ...known, order: { ...order, decline: 'no funds' } })).toBe('declined');
    expect(resultState({ ...known, order: { ...order, state: 'closed' } })).toBe('closed');
    expect(resultState({ ...known, attempt: undefined })).toBe('unpaid');
  });
});

test.each([
  [{ state: 'created' }, 'Unpaid', 'wait'],
  [{ state: 'pending', decline: 'no' }, 'Declined', 'bad'],
  [{ state: 'paid' }, 'Paid', 'good'],
  [{ state: 'paid', refunded_fee: 1 }, 'Partly refunded', 'good'],
  [{ state: 'paid', refunded_fee: 1290 }, 'Refunded', 'quiet'],
  [{ state: 'closed' }, 'Closed', 'quiet'],
] as const)('an order with %p is shown as %s', (fields, stateText, tone) => {
  expect(orderBadge({ ...order, ...fields })).toEqual({ stateText, tone });
});

describe('an order that waits for a person', () => {
  const waiting: Order = { ...order, attention: { reason: 'kept_aside: paid 1.00 EUR', since: 5 } };

  test('says so in plain words, never with the reason', () => {
    expect(attentionText(waiting)).toBe('The shop is looking into this order.');
    expect(orderCard(waiting).attention).toBe(attentionText(waiting));
    expect(JSON.stringify([orderCard(waiting), orderFacts(waiting)])).not.toContain('kept_aside');
    setLanguage('zh-CN');
    expect(attentionText(waiting)).toBe('商家正在核实这个订单。');
  });

  test('is told apart from one that does not', () => {
    expect(attentionText(order)).toBe('');
  });
});

describe('until when an order can be paid', () => {
  const expires_at = new Date(2026, 10, 21, 18, 30).getTime();
  const labels = (fields: Partial<Order>) =>
    orderFacts({ ...order, ...fields }).map(({ label, value }) => `${label}: ${value}`);

  test('is told while it is unpaid, and no longer', () => {
    expect(labels({ expires_at })).toContain('Pay before: 2026-11-21 18:30');
    expect(labels({ state: 'created', expires_at })).toContain('Pay before: 2026-11-21 18:30');
    for (const state of ['paid', 'closed'] as const) {
      expect(labels({ state, expires_at }).join()).not.toContain('Pay before');
    }
  });
});
