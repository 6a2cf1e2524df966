// What operators read: every text in every language, every error code, every reason and state of the back end.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { en } from '../../miniprogram/operator/i18n/en';
import { operatorError } from '../../miniprogram/operator/i18n/operator-error';
import { fill, wordIfAny, words } from '../../miniprogram/operator/i18n/words';
import { zhCn } from '../../miniprogram/operator/i18n/zh-cn';
import { zhTw } from '../../miniprogram/operator/i18n/zh-tw';
import { providerName } from '../../miniprogram/operator/view/provider-name';
import { ApiError } from '../../miniprogram/services/api-error';
import { errorTable } from '../../shared/kernel/errors';
import { attentionReasons, decisionWords } from '../../shared/payments/order/order';
import { attemptMoves } from '../../shared/payments/order/order-changes';
import { asideReasons } from '../../shared/payments/order/aside-reasons';
import { paySps } from '../../shared/payments/psp';
import { findingKinds } from '../../shared/reconciliation/reports/finding';

Object.assign(globalThis, {
  wx: {
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});

type Sections = Readonly<Record<string, Readonly<Record<string, string>>>>;

const languages: readonly (readonly [string, Sections])[] = [
  ['简体中文', zhCn],
  ['繁體中文', zhTw],
  ['English', en],
];

const flat = (all: Sections): (readonly [string, string])[] =>
  Object.entries(all).flatMap(([section, texts]) =>
    Object.entries(texts).map(([key, said]) => [`${section}.${key}`, said] as const),
  );

beforeEach(() => setLanguage('en'));

describe.each(languages)('the operators’ texts in %s', (name, all) => {
  test('have the keys of every other language, and no empty text', () => {
    expect(flat(all).map(([key]) => key)).toEqual(flat(zhCn).map(([key]) => key));
    expect(flat(all).filter(([, said]) => said.trim() === '')).toEqual([]);
  });

  test('fill in the same values as every other language', () => {
    const places = (said: string) => (said.match(/\{\w+\}/g) ?? []).sort();
    const owed = new Map(flat(zhCn));
    for (const [key, said] of flat(all))
      expect([key, places(said)]).toEqual([key, places(owed.get(key) ?? '')]);
  });

  test('have a whole sentence for every code of the error table', () => {
    const own = ['NO_ANSWER', 'BAD_ANSWER', 'NOT_KEPT', 'UNKNOWN'];
    const errors = all['errors'] ?? {};
    expect(Object.keys(errors).sort()).toEqual([...Object.keys(errorTable), ...own].sort());
    for (const said of Object.values(errors)) expect(said).toMatch(/[。.]$/);
  });

  test('know every reason, state, decision and kind of the back end', () => {
    const keys = (section: string) => Object.keys(all[section] ?? {}).sort();
    const reasons = [...attentionReasons, 'other'].sort();
    expect([keys('waits'), keys('happened'), keys('ends')]).toEqual([reasons, reasons, reasons]);
    expect(keys('aside')).toEqual(Object.keys(asideReasons).sort());
    expect(keys('attempt')).toEqual(Object.keys(attemptMoves).sort());
    expect(keys('decision')).toEqual([...decisionWords].sort());
    expect([keys('finding'), keys('findingTodo')]).toEqual([
      [...findingKinds].sort(),
      [...findingKinds].sort(),
    ]);
  });

  test('name the things to press as the screens do', () => {
    const act = all['act'] ?? {};
    const names = [...Object.values(act), all['inbox']?.['title'] ?? ''];
    for (const said of [...Object.values(all['ends'] ?? {}), all['errors']?.['DOCUMENT_UNREADABLE'] ?? '']) {
      for (const [, quoted = ''] of said.matchAll(/[“「]([^”」]+)[”」]/g)) expect(names).toContain(quoted);
    }
  });

  test('carry no word of another language', () => {
    const foreign =
      name === 'English'
        ? /[\u4e00-\u9fff]/
        : /\b(?!openid\b|onPaymentSuccess\b|Excel\b|CSV\b|journal\b|cloudPay\b|v[23](?:sp)?\b|name\b)[a-z]{3,}\b/i;
    const bare = (said: string) => said.replace(/\{\w+\}/g, '');
    expect(flat(all).filter(([, said]) => foreign.test(bare(said)))).toEqual([]);
  });
});

test('traditional Chinese is written in traditional signs', () => {
  const simplified = /[这们对请单页订际话读说还时应经关务发为个过种买卖现样间账额币选择]/;
  expect(flat(zhTw).filter(([, said]) => simplified.test(said))).toEqual([]);
});

describe('what an error says to an operator', () => {
  test('is what to do, and below it what the server wrote', () => {
    expect(operatorError(new ApiError('REFUND_TOO_LARGE', 'at most 645 are left'))).toEqual({
      trouble: en.errors.REFUND_TOO_LARGE,
      detail: 'REFUND_TOO_LARGE: at most 645 are left',
    });
  });

  test('tells when trying again can succeed', () => {
    const at = new Date(2026, 10, 27, 9, 5).getTime();
    expect(operatorError(new ApiError('TOO_MANY_ATTEMPTS', 'wait', at)).detail).toContain('2026-11-27 09:05');
  });

  test('is the general sentence for a code of tomorrow, with its words below', () => {
    expect(operatorError(new ApiError('STOCK_EMPTY', 'sold out'))).toEqual({
      trouble: en.errors.UNKNOWN,
      detail: 'STOCK_EMPTY: sold out',
    });
  });

  test.each([
    [new ApiError('NO_ANSWER', 'socket hang up'), en.errors.NO_ANSWER],
    [new ApiError('BAD_ANSWER', 'no envelope'), en.errors.BAD_ANSWER],
    [new TypeError('x is undefined'), en.errors.UNKNOWN],
  ])('has no details where no server spoke', (failure, trouble) => {
    expect(operatorError(failure)).toEqual({ trouble, detail: '' });
  });
});

test('every PSP has a name that is not its code', () => {
  for (const paySp of paySps) expect(providerName(paySp)).not.toBe(paySp);
  expect([providerName('newpay'), providerName('')]).toEqual(['newpay', 'the provider']);
});

test('a text without its value shows the place', () => {
  expect(fill('{a} of {b}', { a: 1 })).toBe('1 of {b}');
  expect(wordIfAny(words().waits, 'toString')).toBeUndefined();
});
