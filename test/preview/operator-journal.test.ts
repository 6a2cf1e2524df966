// The journal of an order in the reader's language, from every form that the back end writes.
/// <reference types="miniprogram-api-typings" />
import { setLanguage } from '../../miniprogram/i18n/language';
import { en } from '../../miniprogram/operator/i18n/en';
import { zhCn } from '../../miniprogram/operator/i18n/zh-cn';
import { timeline } from '../../miniprogram/operator/view/journal-view';

Object.assign(globalThis, {
  wx: {
    setStorageSync: jest.fn(),
    getStorageSync: () => '',
    getAppBaseInfo: () => ({ language: 'zh_CN' }),
  },
});

beforeEach(() => setLanguage('en'));

describe('the journal', () => {
  const said = (event: string) => timeline([{ at: 0, event }], 'EUR')[0];

  test.each([
    ['created', 'Ordered', ''],
    ['CP1 sent to yaband', 'Payment CP1 sent to YabandPay', ''],
    ['CP1 not sent: no route', 'Payment CP1 was not sent', 'no route'],
    ['CP1 refused: bad sign', 'Payment CP1 was refused', 'bad sign'],
    ['CP1 declined: no funds', 'Payment CP1 was declined', 'no funds'],
    ['paid at v3 as CP1 (SUCCESS)', 'Paid at WeChat Pay v3, number CP1', 'SUCCESS'],
    ['CP1 closed at the PSP (CLOSED)', 'Payment CP1 closed at the provider', 'CLOSED'],
    ['closed by request', 'Closed by request', ''],
    ['nobody paid it in time', 'Closed: nobody paid in time', ''],
    ['closed by a person', 'Closed by an operator', ''],
    ['closed by a person, whatever its PSP says', 'Closed by force by an operator', ''],
    ['refund R1 of 645 requested', 'Refund of €6.45 asked for, number R1', ''],
    ['refund R1 sent again', 'Refund R1 sent again', ''],
    ['refund R1 refused: limit', 'Refund R1 was refused', 'limit'],
    ['refund R1 succeeded (done)', 'Refund R1: Went back', 'done'],
    ['refund R1 dreaming (x)', 'Refund R1: dreaming', 'x'],
    [
      '290 went back at the PSP without our asking, booked as CP1E1',
      '€2.90 went back in the provider’s back office, booked as CP1E1',
      '',
    ],
    ['waits for a person: kept_aside YB43', `Waits for a person: ${en.waits.kept_aside}`, 'YB43'],
    ['asked about by a person', 'An operator had the provider asked', ''],
    ['tried anew by a person', 'An operator had it tried again', ''],
    ['seen: refunded_elsewhere', `An operator has seen: ${en.waits.refunded_elsewhere}`, ''],
    ['seen: refund R1 failed', 'An operator has seen refund R1: Did not go through', ''],
    ['decided: refund R1 succeeded', 'An operator decided refund R1: Went back', ''],
    ['decided: return YB43', 'An operator decided about YB43: Sent back to the payer', ''],
    [
      'decided: dismissed amount, finding 0a1b',
      'An operator decided a difference (Another amount): Nothing to be done',
      '',
    ],
    ['order closed', 'Order: Closed', ''],
    ['order dreaming', 'Order: dreaming', ''],
    ['attempt CP1 closed, order closed', 'Payment CP1: Closed · Order: Closed', ''],
    ['attempt CP1 gone', 'Payment CP1 never left and counts no more', ''],
    ['refund R1 processing', 'Refund R1: On its way', ''],
    ['return CP1A1 succeeded', 'Sent-back money CP1A1: Went back', ''],
    ['something of tomorrow, order closed', 'something of tomorrow, order closed', ''],
  ])('says "%s" as "%s"', (event, title, detail) => {
    expect(said(event)).toMatchObject({ title, detail });
  });

  test('is in the reader’s language', () => {
    setLanguage('zh-CN');
    expect(said('refund R1 of 645 requested')?.title).toBe('发起退款 €6.45，单号 R1');
    expect(said('waits for a person: hook_failed CP1')?.title).toBe(`等待处理：${zhCn.waits.hook_failed}`);
  });

  test('is newest first, and says who did it and why', () => {
    const rows = timeline(
      [
        { at: 0, event: 'created' },
        { at: 60_000, event: 'closed by a person', by: 'oOperator', why: 'test order' },
      ],
      'EUR',
    );
    expect(rows.map(({ title }) => title)).toEqual(['Closed by an operator', 'Ordered']);
    expect(rows[0]).toMatchObject({ by: 'Operator oOperator', detail: 'test order', isPerson: true });
    expect(rows[1]).toMatchObject({ by: '', isPerson: false });
  });
});
