// What operators' pages make of orders: amounts that are typed, searches, days, attention, numbers, journal.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { en } from '../../miniprogram/operator/i18n/en';
import { minorUnits, plainAmount, searchedAmount } from '../../miniprogram/operator/view/amount-text';
import { actsFor, attentionView, waitsText } from '../../miniprogram/operator/view/attention-view';
import {
  dayOf,
  daysBetween,
  daysFrom,
  lastDays,
  startOfDay,
  zoneOf,
} from '../../miniprogram/operator/view/days';
import { attemptRow, goingBackRow, orderFacts } from '../../miniprogram/operator/view/order-detail';
import {
  amountHint,
  isFiltered,
  mergedOrders,
  noFilters,
  orderRow,
  questionOf,
  unreadableRows,
} from '../../miniprogram/operator/view/order-rows';
import type { OperatorOrder } from '../../miniprogram/services/operator';
import { attentionReasons } from '../../shared/payments/order/order';

Object.assign(globalThis, {
  wx: {
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});

const order: OperatorOrder = {
  out_trade_no: 'CP1',
  state: 'paid',
  total_fee: 1290,
  fee_type: 'EUR',
  refunded_fee: 0,
  refundable_fee: 1290,
  pay_sp: 'yaband',
  pay_method: 'alipay',
  sp_trade_no: 'YB42',
  created_at: new Date(2026, 10, 21, 9, 5).getTime(),
};

beforeEach(() => setLanguage('en'));

describe('an amount that is typed', () => {
  test.each([
    ['12.90', 'EUR', 1290],
    ['12,9', 'EUR', 1290],
    ['12.', 'EUR', 1200],
    ['1,290.00', 'EUR', 129000],
    ['12,345', 'EUR', 1234500],
    [' 7 ', 'EUR', 700],
    ['500', 'JPY', 500],
    ['1.250', 'KWD', 1250],
    ['0', 'EUR', 0],
  ])('%s of %s is %d in minor units', (text, currency, units) => {
    expect(minorUnits(text, currency)).toBe(units);
  });

  test.each([
    ['', 'EUR'],
    ['-1', 'EUR'],
    ['1.234', 'EUR'],
    ['5.5', 'JPY'],
    ['1e3', 'EUR'],
    // A thousand or one and a bit: nobody can tell where a currency has three decimals.
    ['1,250', 'KWD'],
    ['1.2.3', 'EUR'],
    ['99999999999999', 'EUR'],
  ])('%p is no amount of %s', (text, currency) => {
    expect(minorUnits(text, currency)).toBeUndefined();
  });

  test.each([
    [1290, 'EUR', '12.90'],
    [5, 'EUR', '0.05'],
    [500, 'JPY', '500'],
    [1250, 'KWD', '1.250'],
  ])('%d of %s stands in the field as %s, and is read back the same', (value, currency, text) => {
    expect(plainAmount(value, currency)).toBe(text);
    expect(minorUnits(text, currency)).toBe(value);
  });
});

describe('a search', () => {
  test.each([
    ['12.90', 1290],
    ['12,90', 1290],
    ['1,290.00', 129000],
    ['€12', 1200],
    ['12 eur', 1200],
    ['1234567', 123456700],
  ])('for %s means the amount %d', (text, units) => {
    expect(searchedAmount(text, 'EUR')).toBe(units);
  });

  test.each(['12345678', '4200002026112109300000000042', 'CP20261121', 'tea 12', '12 USD', '', '0', 'YB42'])(
    'for %s means no amount in euros',
    (text) => {
      expect(searchedAmount(text, 'EUR')).toBeUndefined();
    },
  );

  test('asks for an amount in the shop’s currency, else for a text', () => {
    const asked = (typed: string, asText = false, currency = 'EUR') =>
      questionOf({ ...noFilters, typed, asText }, currency);
    expect(asked('12.90')).toEqual({ total_fee: 1290 });
    expect(asked('12.90', true)).toEqual({ search: '12.90' });
    expect(asked('12.90', false, '')).toEqual({ search: '12.90' });
    expect(asked(' CP1 ')).toEqual({ search: 'CP1' });
    expect(asked('x'.repeat(99))).toEqual({ search: 'x'.repeat(64) });
  });

  test('says that it searches for an amount, and offers the text', () => {
    expect(amountHint({ ...noFilters, typed: '12.90' }, 'EUR')).toEqual({
      hint: 'Searching for the amount €12.90',
      other: 'Search for the text “12.90” instead',
    });
    expect(amountHint({ ...noFilters, typed: 'tea' }, 'EUR')).toEqual({ hint: '', other: '' });
  });

  test('is narrowed by state, waiting and day', () => {
    const filters = { ...noFilters, state: 'paid', waiting: true, since: '2026-11-21' } as const;
    expect(questionOf(filters, 'EUR')).toEqual({
      state: 'paid',
      attention: true,
      since: new Date(2026, 10, 21).getTime(),
    });
    expect([isFiltered(filters), isFiltered(noFilters), isFiltered({ ...noFilters, typed: ' ' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('adds no order twice, and names what cannot be read', () => {
    const other = { ...order, out_trade_no: 'CP2' };
    expect(mergedOrders([order], [order, other])).toEqual([order, other]);
    expect(unreadableRows()).toEqual([]);
    expect(
      unreadableRows([
        { out_trade_no: 'CP3', problem: 'total_fee must be an integer' },
        { notice_id: 'n1', problem: 'x' },
        { report_id: 'r1', problem: 'y' },
        { problem: 'z' },
      ]).map(({ id }) => id),
    ).toEqual(['CP3', 'n1', 'r1', '']);
  });
});

describe('days', () => {
  test('are those of the phone', () => {
    const noon = new Date(2026, 10, 27, 12).getTime();
    expect(dayOf(noon)).toBe('2026-11-27');
    expect(startOfDay('2026-11-27')).toBe(new Date(2026, 10, 27).getTime());
    expect(startOfDay('')).toBe(new Date(0, 0, 1).getTime());
    expect(lastDays(7, noon)).toEqual({ from: '2026-11-21', to: '2026-11-27' });
  });

  test('are counted, both ends with them, also over a change of clocks', () => {
    expect(daysBetween('2026-11-27', '2026-11-27')).toBe(1);
    expect(daysBetween('2026-11-28', '2026-11-27')).toBe(0);
    expect(daysFrom('2026-10-24', '2026-10-27')).toEqual([
      '2026-10-24',
      '2026-10-25',
      '2026-10-26',
      '2026-10-27',
    ]);
    expect(daysFrom('2026-10-27', '2026-10-24')).toEqual([]);
  });

  test.each([
    [-480, '+08:00'],
    [210, '-03:30'],
    [0, '+00:00'],
  ])('have the zone of an offset of %d minutes, %s', (offset, zone) => {
    const spy = jest.spyOn(Date.prototype, 'getTimezoneOffset').mockReturnValue(offset);
    expect(zoneOf(0)).toBe(zone);
    spy.mockRestore();
  });
});

describe('a card of the list', () => {
  test('says what an operator looks for', () => {
    const row = orderRow({
      ...order,
      items: [{ goods_id: 'tea', title: 'Tea', quantity: 1, price: 1290 }],
      openid: 'o1',
      late: true,
      attention: { reason: 'kept_aside', since: 1, of: 'YB43' },
    });
    expect(row).toMatchObject({
      title: 'Tea',
      amount: '€12.90',
      stateText: 'Paid',
      time: '2026-11-21 09:05',
      waits: `Waits: ${en.waits.kept_aside}`,
      late: 'Paid after closing',
      who: 'YabandPay · Buyer o1',
    });
  });

  test('of an order that no PSP has heard of says less', () => {
    const { pay_sp: _sp, ...fresh } = order;
    expect(orderRow({ ...fresh, state: 'created' })).toMatchObject({
      title: 'CP1',
      who: '',
      late: '',
      waits: '',
    });
  });
});

describe('what waits for a person', () => {
  test.each(attentionReasons)('is said in full for %s, with a way to end it', (reason) => {
    const view = attentionView({ ...order, attention: { reason, since: 1, of: 'YB43' } });
    expect(view?.happened.length).toBeGreaterThan(20);
    expect(view?.about).toBe('About YB43');
    const ways = [...(view?.acts ?? []), ...(view?.inInbox ? ['inbox'] : []), view?.refundNo ?? ''];
    expect(ways.filter((way) => way !== '').length).toBeGreaterThan(0);
  });

  test('of tomorrow has a way on too, and no technical word', () => {
    const view = attentionView({ ...order, attention: { reason: 'gone_mad', since: 1, of: 'CP1' } });
    expect(view).toMatchObject({ title: en.waits.other, about: '', acts: ['asknow'], refundNo: '' });
    expect(JSON.stringify(view)).not.toContain('gone_mad');
    expect(attentionView({ ...order, attention: { reason: 'not_told', since: 1 } })?.about).toBe('');
  });

  test('is nothing on most orders', () => {
    expect([attentionView(order), waitsText(order)]).toEqual([undefined, '']);
  });

  test('comes first among what can be done, and once', () => {
    expect(actsFor(order)).toEqual(['asknow', 'retry']);
    expect(actsFor({ ...order, state: 'pending' })).toEqual(['asknow', 'close', 'retry']);
    expect(actsFor({ ...order, state: 'created', attention: { reason: 'hook_failed', since: 1 } })).toEqual([
      'retry',
      'asknow',
      'close',
    ]);
  });
});

describe('the details of an order', () => {
  test('leave out what is not known', () => {
    const bare: OperatorOrder = {
      out_trade_no: 'CP1',
      state: 'created',
      total_fee: 1,
      fee_type: 'EUR',
      refunded_fee: 0,
      refundable_fee: 0,
      created_at: order.created_at,
    };
    expect(orderFacts(bare).map(({ label }) => label)).toEqual(['Ordered']);
  });

  test('tell money, times, shipping and address', () => {
    const facts = orderFacts({
      ...order,
      refunded_fee: 290,
      refundable_fee: 1000,
      paid_at: order.created_at,
      expires_at: 1,
      decline: 'no',
      openid: 'o1',
      shipping: { state: 'uploaded' },
      address: { name: 'Li', phone: '1', street: 'Weg 2', city: 'Bonn' },
    }).map(({ label, value }) => `${label}: ${value}`);
    expect(facts).toEqual([
      'Buyer’s openid: o1',
      'Provider: YabandPay',
      'Method: Alipay',
      'Ordered: 2026-11-21 09:05',
      'Paid: 2026-11-21 09:05',
      'Refunded: €2.90',
      'Left to refund: €10.00',
      'Shipping: WeChat was told',
      'Delivery address: Li 1, Bonn Weg 2',
    ]);
  });

  test('of an unpaid order tell until when it can be paid, and why it was declined', () => {
    const facts = orderFacts({
      ...order,
      state: 'pending',
      expires_at: order.created_at,
      decline: 'no funds',
      shipping: { state: 'due' },
    });
    expect(facts.map(({ value }) => value)).toEqual(
      expect.arrayContaining(['no funds', 'WeChat is to be told']),
    );
    expect(facts.map(({ label }) => label)).not.toContain('Left to refund');
    const strange = orderFacts({ ...order, shipping: { state: 'on_the_moon' } });
    expect(strange.map(({ value }) => value)).toContain('on_the_moon');
  });
});

describe('what goes back', () => {
  const refund = { out_refund_no: 'R1', refund_fee: 645, fee_type: 'EUR' } as const;

  test('is told with reason, number and times', () => {
    const at = order.created_at;
    expect(
      goingBackRow({ ...refund, state: 'succeeded', reason: 'broken', created_at: at, refunded_at: at }),
    ).toEqual({
      id: 'R1',
      amount: '€6.45',
      stateText: 'Went back',
      theme: 'success',
      lines: [
        'Reason: broken',
        'Number R1',
        'Asked for at 2026-11-21 09:05',
        'Went back at 2026-11-21 09:05',
      ],
      canResolve: false,
    });
  });

  test.each([
    ['requested', true],
    ['processing', true],
    ['abnormal', true],
    ['failed', false],
  ] as const)('and is %s can be decided by a person: %p', (state, canResolve) => {
    expect(goingBackRow({ ...refund, state })).toMatchObject({ canResolve, lines: ['Number R1'] });
  });
});

test('a payment that was tried is told with its numbers and state', () => {
  const tried = {
    no: 'CP1_2',
    pay_sp: 'yaband',
    pay_method: 'alipay',
    state: 'open',
    requested_at: order.created_at,
  };
  expect(attemptRow({ ...tried, sp_trade_no: 'YB42' })).toMatchObject({
    title: 'YabandPay · Alipay',
    stateText: 'Can be paid',
    theme: 'warning',
    lines: ['Number CP1_2', 'YabandPay number YB42', 'Asked for at 2026-11-21 09:05'],
  });
  expect(attemptRow({ ...tried, state: 'dreaming' }).stateText).toBe('dreaming');
  expect(attemptRow({ ...tried, state: 'paid' })).toMatchObject({ theme: 'success' });
});
