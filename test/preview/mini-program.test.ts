// The parts of the mini-program that need no phone: money, texts, errors, and what each state of an order means.
/// <reference types="miniprogram-api-typings" />
import { errorText } from '../../miniprogram/i18n/error-text';
import { en } from '../../miniprogram/i18n/en';
import { languageChoice, setLanguage, text } from '../../miniprogram/i18n/language';
import { zhCn } from '../../miniprogram/i18n/zh-cn';
import { zhTw } from '../../miniprogram/i18n/zh-tw';
import { decimals, formatMoney, moneyParts } from '../../miniprogram/money/money';
import { ApiError } from '../../miniprogram/services/api-error';
import { endAttempt, lastAttempt, startPayment } from '../../miniprogram/services/attempt';
import { call, readPauses } from '../../miniprogram/services/cloud';
import { login } from '../../miniprogram/services/login';
import { createOrder } from '../../miniprogram/services/new-order';
import { closeOrder, findOrder, listOrders, queryOrder } from '../../miniprogram/services/pay';
import type { Outcome } from '../../miniprogram/services/attempt';
import type { Order } from '../../miniprogram/services/pay';
import { orderFacts } from '../../miniprogram/view/order-facts';
import { attentionText, orderBadge, orderCard } from '../../miniprogram/view/order-view';
import { errorTable } from '../../shared/kernel/errors';
import { FakeWechat } from './page-under-test';
import { patience, resultState, resultView } from '../../miniprogram/view/result-view';

const phone = new FakeWechat();
const { callFunction, requestPayment, setClipboardData } = phone;
phone.install();
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
  phone.install();
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
  const others = [
    ['繁體中文', zhTw],
    ['English', en],
  ] as const;

  test.each(others)('%s has the keys of 简体中文, and no empty text', (_name, all) => {
    expect(Object.keys(all).sort()).toEqual(Object.keys(zhCn).sort());
    expect([...Object.values(all), ...Object.values(zhCn)].filter((words) => words.trim() === '')).toEqual(
      [],
    );
  });

  test.each(others)('%s fills in the values of 简体中文', (_name, all) => {
    const places = (words: string) => (words.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, words] of Object.entries(zhCn)) {
      expect([key, places(all[key as keyof typeof all])]).toEqual([key, places(words)]);
    }
  });

  test('the two kinds of Chinese keep their own characters and their own words', () => {
    const only = Array.from('们这单过还载试请认项为个订账网络应该设备语权时间关');
    expect(Object.values(zhTw).filter((words) => only.some((sign) => words.includes(sign)))).toEqual([]);
    expect(
      Object.values(zhCn).filter((words) => /[們這單過還載試請認項為個訂帳網設備語權時間關]/.test(words)),
    ).toEqual([]);
    expect(
      Object.values(zhTw).filter((words) => /小程序|登陸|信息|刷新|二維碼|身份證|手機號(?!碼)/.test(words)),
    ).toEqual([]);
  });

  test.each([
    ['zh_CN', '重试'],
    ['zh_TW', '再試一次'],
    ['zh_HK', '再試一次'],
    ['en', 'Try again'],
    ['ja', 'Try again'],
  ])('a phone whose WeChat speaks %s is spoken to so, unless the person chose otherwise', (spoken, words) => {
    phone.language = spoken;
    setLanguage('wechat');
    expect(text('retry')).toBe(words);
    expect(languageChoice()).toBe('wechat');
    setLanguage('zh-TW');
    expect([text('retry'), languageChoice()]).toEqual(['再試一次', 'zh-TW']);
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
    ['繁體中文', zhTw],
    ['English', en],
  ])('is said in a sentence of its own for every code, in %s', (_name, all) => {
    const codes = sentences(all).map(([code]) => code);
    expect([...codes].sort()).toEqual([...own, ...Object.keys(errorTable)].sort());
  });

  test('is said without codes, fields, configuration or words of another language', () => {
    const foreign = [...sentences(zhCn), ...sentences(zhTw)].filter(([, said]) => /[a-z_]/i.test(said));
    const technical = sentences(en).filter(([, said]) => /[_`{}]|\b(?:PSP|config|errcode|API)\b/i.test(said));
    expect([...foreign, ...technical]).toEqual([]);
    for (const [, said] of [...sentences(zhCn), ...sentences(zhTw), ...sentences(en)])
      expect(said).toMatch(/[。.]$/);
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

  test('orders are asked for as one’s own, filtered, and after the last one that is shown', async () => {
    answer({ errcode: 0, orders: [] });
    await listOrders({ limit: 10, state: 'paid', before: 1234, before_no: 'CP1' });
    const data = {
      action: 'listorders',
      mine: true,
      limit: 10,
      state: 'paid',
      before: 1234,
      before_no: 'CP1',
    };
    expect(callFunction).toHaveBeenCalledWith({ name: 'pay', data });
  });

  test('a question that only reads is put again where no answer came, one that changes something is not', async () => {
    jest.useFakeTimers();
    callFunction.mockRejectedValue({ errMsg: 'cloud.callFunction:fail timeout' });
    const failing = expect(queryOrder('CP1')).rejects.toMatchObject({ code: 'NO_ANSWER' });
    await jest.runAllTimersAsync();
    await failing;
    expect(callFunction).toHaveBeenCalledTimes(1 + readPauses.length);
    callFunction.mockClear();
    await expect(closeOrder('CP1')).rejects.toMatchObject({ code: 'NO_ANSWER' });
    expect(callFunction).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });

  test('an order that is not known by a number is looked for by all of its numbers', async () => {
    phone.answers({
      queryorder: ({ out_trade_no }) =>
        out_trade_no === 'CP1' ? order : 'ORDER_NOT_FOUND: there is no such order',
      listorders: { orders: [order] },
    });
    expect(await findOrder('42000012')).toMatchObject({ out_trade_no: 'CP1' });
    expect(phone.asked('listorders')).toEqual([{ action: 'listorders', search: '42000012', limit: 1 }]);
    phone.answers({ queryorder: 'ORDER_NOT_FOUND: there is no such order', listorders: { orders: [] } });
    await expect(findOrder('42000012')).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
    phone.answers({ queryorder: 'FORBIDDEN: not yours' });
    await expect(findOrder('CP9')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test.each(['pieces', '25', 'oTheBuyer'])(
    'what is no number of an order opens none, though an order is found by "%s"',
    async (text) => {
      const item = { goods_id: 'tea', title: 'Tea, 25 Pieces', quantity: 1, price: 1290 };
      const found = { ...order, openid: 'oTheBuyer', items: [item] };
      phone.answers({
        queryorder: ({ out_trade_no }) => (out_trade_no === 'CP1' ? found : 'ORDER_NOT_FOUND: no such order'),
        listorders: { orders: [found] },
      });
      await expect(findOrder(text)).rejects.toMatchObject({ code: 'ORDER_NOT_FOUND' });
    },
  );

  test('a failed login is tried again, a successful one is remembered', async () => {
    answer({ errcode: 5000, errmsg: 'INTERNAL: try later' });
    await expect(login()).rejects.toBeInstanceOf(ApiError);
    callFunction.mockClear();
    answer({ errcode: 0, openid: 'o1' });
    expect([(await login()).openid, (await login()).openid]).toEqual(['o1', 'o1']);
    expect(callFunction).toHaveBeenCalledTimes(1);
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
    ['requestPayment:fail cancel', 'cancelled'],
    ['requestPayment:fail wrong signature', 'failed'],
  ])('the cashier answering "%s" is remembered as what it is', async (errMsg, outcome) => {
    answer({ errcode: 0, payment });
    requestPayment.mockRejectedValue({ errMsg });
    expect(await startPayment(order, 'wechat')).toMatchObject({ outcome });
    expect(lastAttempt('CP1')).toMatchObject({ outcome });
  });

  test('the amount that the person saw is sent along', async () => {
    answer({ errcode: 0, payment });
    requestPayment.mockResolvedValue({ errMsg: 'requestPayment:ok' });
    expect(await startPayment(order, 'wechat')).toMatchObject({ outcome: 'submitted' });
    const sent = {
      action: 'unifiedorder',
      out_trade_no: 'CP1',
      pay_method: 'wechat',
      total_fee: 1290,
      fee_type: 'EUR',
    };
    expect(callFunction).toHaveBeenCalledWith({ name: 'pay', data: sent });
  });

  test('the attempt stands in the phone’s storage before the cashier opens', async () => {
    answer({ errcode: 0, payment });
    let stored: unknown;
    requestPayment.mockImplementation(async () => {
      stored = structuredClone(phone.storage.get('attempts'));
    });
    await startPayment(order, 'wechat');
    expect(stored).toMatchObject({ value: [{ out_trade_no: 'CP1', method: 'wechat', outcome: 'opened' }] });
  });

  test('a link is handed over even where the clipboard is not allowed, and remembered until the order has ended', async () => {
    answer({ errcode: 0, url: 'https://pay.example.test/1' });
    setClipboardData.mockRejectedValue({ errMsg: 'setClipboardData:fail' });
    const link = { outcome: 'link', method: 'paypal', url: 'https://pay.example.test/1' };
    expect(await startPayment(order, 'paypal')).toMatchObject(link);
    expect(lastAttempt('CP1')).toMatchObject(link);
    endAttempt('CP1');
    expect(lastAttempt('CP1')).toBeUndefined();
  });

  test('an outcome that the PSP does not tell is neither a success nor a reason to start anew', async () => {
    answer({ errcode: 3002, errmsg: 'OUTCOME_UNKNOWN: the PSP did not answer' });
    const attempt = await startPayment(order, 'wechat');
    expect(attempt).toMatchObject({ outcome: 'unclear' });
    expect(resultState({ order, attempt, asked: 1, failures: 0, isMissing: false })).toBe('checking');
    expect(resultState({ order, attempt, asked: patience.asked, failures: 0, isMissing: false })).toBe(
      'unknown',
    );
  });

  test('an answer with neither cashier nor link is an error', async () => {
    answer({ errcode: 0 });
    await expect(startPayment(order, 'wechat')).rejects.toMatchObject({ code: 'BAD_ANSWER' });
  });
});

describe('what the result page shows', () => {
  const attemptWith = (outcome: Outcome, url?: string) => ({
    out_trade_no: 'CP1',
    method: 'wechat',
    at: 0,
    outcome,
    ...(url ? { url } : {}),
  });
  const known = { order, attempt: attemptWith('submitted'), asked: 1, failures: 0, isMissing: false };

  test('only the server makes an order paid, whatever the cashier said', () => {
    expect(resultState(known)).toBe('checking');
    expect(resultState({ ...known, order: { ...order, state: 'paid' } })).toBe('paid');
    expect(
      resultState({ ...known, attempt: attemptWith('cancelled'), order: { ...order, state: 'paid' } }),
    ).toBe('paid');
  });

  test('patience has an end, and the end is not called a failure', () => {
    expect(resultState({ ...known, asked: patience.asked })).toBe('unknown');
    expect(resultState({ ...known, order: undefined, failures: patience.failures })).toBe('unknown');
    expect(resultState({ ...known, order: undefined, failures: patience.failures - 1 })).toBe('checking');
  });

  test.each(['cancelled', 'failed'] as const)(
    'a cashier that %s is not believed before the server was asked',
    (outcome) => {
      const attempt = attemptWith(outcome);
      expect(resultState({ ...known, attempt, asked: patience.ended - 1 })).toBe('checking');
      expect(resultState({ ...known, attempt, asked: patience.ended })).toBe('unpaid');
    },
  );

  test('a cashier of which nothing was heard, because the mini-program was killed, is asked about', () => {
    expect(resultState({ ...known, attempt: attemptWith('opened') })).toBe('checking');
    expect(resultState({ ...known, attempt: attemptWith('opened'), asked: patience.asked })).toBe('unknown');
  });

  test('a link stays open as long as it takes', () => {
    const attempt = attemptWith('link', 'https://pay.example.test/1');
    expect(resultState({ ...known, attempt, asked: 500 })).toBe('link');
    expect(resultView({ ...known, attempt }).url).toBe('https://pay.example.test/1');
  });

  test('declined, closed and not paid are told apart', () => {
    expect(resultState({ ...known, order: { ...order, decline: 'no funds' } })).toBe('declined');
    expect(resultState({ ...known, order: { ...order, state: 'closed' } })).toBe('closed');
    expect(resultState({ ...known, attempt: undefined })).toBe('unpaid');
  });

  test('money that was kept aside is neither a silent PSP nor a reason to pay or order again', () => {
    const attention = { reason: 'kept_aside', since: 1 };
    for (const state of ['pending', 'closed'] as const) {
      const view = resultView({ ...known, asked: 99, order: { ...order, state, attention, decline: 'no' } });
      expect(view).toMatchObject({ state: 'aside', heading: 'The shop is looking into your payment' });
    }
    expect(resultState({ ...known, order: { ...order, state: 'paid', attention } })).toBe('paid');
    const other = { ...order, attention: { reason: 'not_ended', since: 1 } };
    expect(resultState({ ...known, asked: 99, order: other })).toBe('unknown');
  });

  test('no state calls a payment failed', () => {
    const words = Object.entries(zhCn).flatMap(([key, said]) => (key.startsWith('result_') ? [said] : []));
    expect(words.filter((said) => /失败/.test(said))).toEqual([]);
    const english = Object.entries(en).flatMap(([key, said]) => (key.startsWith('result_') ? [said] : []));
    expect(english.filter((said) => /fail/i.test(said))).toEqual([]);
  });
});

test.each([
  [{ state: 'created' }, 'Unpaid', 'warning'],
  [{ state: 'pending', decline: 'no' }, 'Declined', 'danger'],
  [{ state: 'paid' }, 'Paid', 'success'],
  [{ state: 'paid', refunded_fee: 1 }, 'Partly refunded', 'success'],
  [{ state: 'paid', refunded_fee: 1290 }, 'Refunded', 'default'],
  [{ state: 'closed' }, 'Closed', 'default'],
] as const)('an order with %p is shown as %s', (fields, stateText, theme) => {
  expect(orderBadge({ ...order, ...fields })).toEqual({ stateText, theme });
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
