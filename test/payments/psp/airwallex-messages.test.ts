/** What Airwallex's answers and events say: its published codes, its words, whose an answer is, and amounts as they are written. */
import {
  listedPayment,
  listedRefund,
  noticeIn,
  ok,
  opened,
  paymentReport,
  refundAskedFor,
  refundReport,
  refundRequestId,
  REFUSALS,
  thingIn,
  type Thing,
} from '../../../shared/payments/psp/airwallex-messages';
import { answer, intent, refund } from '../../fixtures/airwallex';
import { plainReply } from '../../fixtures/connector-fixture';

type Fields = Readonly<Record<string, unknown>>;

function thing(fields: Fields): Thing {
  const found = thingIn(JSON.stringify(fields));
  if (!found) throw new Error('no object');
  return found;
}

const UNREADABLE = { is: 'unknown', why: 'unreadable' };
const UNDOCUMENTED = { is: 'unknown', why: 'undocumented' };
const INTENT = String(intent().id);

describe('an error code that Airwallex publishes is a definite no:', () => {
  const anywhere = ['validation_error', 'configuration_error', 'currency_not_supported', 'forbidden'];
  const amounts = ['amount_above_limit', 'amount_below_limit'];
  const published = [
    [
      'pay',
      {
        other: [...anywhere, ...amounts, 'resource_not_found'],
        number_taken: ['duplicate_request', 'invalid_status_for_operation'],
      },
    ],
    ['query', { other: anywhere, not_found: ['resource_not_found'] }],
    ['close', { other: [...anywhere, 'invalid_status_for_operation'], not_found: ['resource_not_found'] }],
    ['refund', { other: [...anywhere, ...amounts, 'invalid_status_for_operation', 'resource_not_found'] }],
  ] as const;

  test.each(published)(
    'at %s these, and no others',
    (call, meanings: Readonly<Record<string, readonly string[]>>) => {
      const codes = Object.entries(meanings).flatMap(([why, all]) => all.map((code) => [code, why]));
      expect(REFUSALS[call]).toEqual(Object.fromEntries(codes));
    },
  );
});

describe('an answer', () => {
  const open = (body: unknown, status = 200) =>
    opened(
      plainReply(status, typeof body === 'string' ? body : JSON.stringify(body)),
      REFUSALS.pay,
      ({ said, amount }, whole) => (said.id === undefined ? undefined : { is: 'ok', value: [amount, whole] }),
    );

  test.each([200, 201, 299])('of status %i is read, with its amount as it is written', (status) => {
    const body = '{ "id": "1", "amount": 12.90 }';
    expect(open(body, status)).toEqual({ is: 'ok', value: ['12.90', body] });
  });

  test.each([
    ['', 200],
    ['<html>', 200],
    ['[]', 200],
    ['{"id":"1","id":"2"}', 200],
    ['{"id":"1","constructor":{}}', 200],
    ['{}', 200],
    ['{"id":"1"}', 300],
    ['{"id":"1","code":"validation_error"}', 399],
    ['{"id":"1"}', 400],
    ['{"code":1}', 400],
  ])('of %j and status %i is unreadable', (body, status) => {
    expect(open(body, status)).toEqual(UNREADABLE);
  });

  test('with a published code is a no, in its code and its words', () => {
    expect(open({ code: 'validation_error', message: 'wrong field' }, 400)).toEqual({
      is: 'refused',
      why: 'other',
      theirs: 'validation_error wrong field',
    });
    expect(open({ code: 'duplicate_request', message: 1 }, 400)).toEqual({
      is: 'refused',
      why: 'number_taken',
      theirs: 'duplicate_request',
    });
  });

  test('with another code, or of trouble, is no word about what was asked', () => {
    expect(open({ code: 'a_code_of_tomorrow', id: '1' }, 404)).toMatchObject(UNDOCUMENTED);
    expect(open({ code: 'validation_error', message: 'try again' }, 400)).toMatchObject({ why: 'busy' });
    for (const status of [429, 500, 503])
      expect(open({ id: '1', code: 'validation_error' }, status)).toEqual({ is: 'unknown', why: 'busy' });
  });

  test('hands on what is read in it, a no as well as a yes', () => {
    const no = { is: 'refused', why: 'not_found', theirs: 'none' } as const;
    expect(opened(answer({}), REFUSALS.query, () => no)).toEqual(no);
    expect(opened(answer({}), REFUSALS.query, () => ok('read'))).toEqual({ is: 'ok', value: 'read' });
    expect(opened(answer({}), REFUSALS.query, () => ok(undefined))).toEqual(UNREADABLE);
  });
});

describe('an intent', () => {
  const said = (changes: Fields) => paymentReport(thing(intent(changes)));

  test.each([
    ['REQUIRES_PAYMENT_METHOD', 'pending'],
    ['REQUIRES_CUSTOMER_ACTION', 'pending'],
    ['REQUIRES_CAPTURE', 'pending'],
    ['PENDING', 'pending'],
    ['PENDING_REVIEW', 'pending'],
    ['SUCCEEDED', 'paid'],
    ['CANCELLED', 'closed'],
    ['A_STATE_OF_TOMORROW', 'pending'],
    ['succeeded', 'pending'],
    ['toString', 'pending'],
    ['', 'pending'],
    [7, 'pending'],
  ])('that is %j is %s', (status, meaning) => {
    expect(said({ status })).toMatchObject({
      status: meaning,
      theirs: typeof status === 'string' ? status : '',
    });
  });

  test('says whose it is, what was paid, and WeChat’s number of it', () => {
    expect(said({})).toEqual({
      kind: 'payment',
      attemptNo: 'CPORDER01',
      status: 'paid',
      theirs: 'SUCCEEDED',
      amount: { value: 1290, currency: 'HKD' },
      spTradeNo: INTENT,
      transactionId: '4200002611022026110200000001',
    });
  });

  test.each([
    { merchant_order_id: undefined },
    { merchant_order_id: '' },
    { id: undefined },
    { id: '' },
    { currency: undefined },
    { currency: 'HK' },
    { amount: undefined },
    { amount: '12.90' },
    { amount: 12.905 },
    { amount: -1 },
  ])('that is paid, with %j, says nothing', (changes) => {
    expect(said(changes)).toBeUndefined();
  });

  test('that is not paid may lack its amount', () => {
    const unpaid = said({ status: 'PENDING', amount: undefined, latest_payment_attempt: undefined });
    expect(unpaid).toEqual({
      kind: 'payment',
      attemptNo: 'CPORDER01',
      status: 'pending',
      theirs: 'PENDING',
      spTradeNo: INTENT,
    });
  });

  test('whose last try failed can still be paid, and says why', () => {
    const failed = { status: 'REQUIRES_PAYMENT_METHOD', latest_payment_attempt: { status: 'FAILED' } };
    expect(said(failed)).toMatchObject({
      status: 'declined',
      payable: true,
      theirs: 'REQUIRES_PAYMENT_METHOD',
    });
    expect(
      said({ ...failed, latest_payment_attempt: { status: 'FAILED', failure_code: 'x' } }),
    ).toMatchObject({ theirs: 'REQUIRES_PAYMENT_METHOD x' });
  });

  test.each([
    ['REQUIRES_PAYMENT_METHOD', 'CANCELLED', 'pending'],
    ['PENDING', 'FAILED', 'pending'],
    ['SUCCEEDED', 'FAILED', 'paid'],
  ])('that is %s beside a try that is %s is %s', (status, tried, meaning) => {
    const report = said({ status, latest_payment_attempt: { status: tried } });
    expect(report).toMatchObject({ status: meaning, theirs: status });
    expect(report).not.toHaveProperty('payable');
  });
});

describe('a list of intents', () => {
  const asked = { attemptNo: 'CPORDER01', price: { value: 1290, currency: 'HKD' } };
  const listed = (list: object, of = asked as Parameters<typeof listedPayment>[2]) =>
    listedPayment(thing({ ...list }), JSON.stringify(list), of);
  const whole = (...items: readonly unknown[]): object => ({ items, has_more: false });

  test('has the one with our number and price, and the paid one before the others', () => {
    const unpaid = intent({ id: 'int_1', status: 'PENDING' });
    expect(listed(whole(unpaid, intent({ id: 'int_2' })))).toMatchObject({
      is: 'ok',
      value: { spTradeNo: 'int_2', status: 'paid' },
    });
    expect(listed(whole(intent({ merchant_order_id: 'X' }), unpaid))).toMatchObject({
      is: 'ok',
      value: { spTradeNo: 'int_1', status: 'pending' },
    });
  });

  test('has a payment whose price was not asked for, if it has an amount at all', () => {
    const { attemptNo } = asked;
    expect(listed(whole(intent({ amount: 7 })), { attemptNo })).toMatchObject({ is: 'ok' });
    const bare = intent({ status: 'PENDING', amount: undefined });
    expect(listed(whole(bare), { attemptNo })).toMatchObject({ is: 'refused' });
  });

  test.each([
    ['nothing', []],
    ['ours at another price', [intent({ amount: 12.91 })]],
    ['ours in another currency', [intent({ currency: 'AUD' })]],
  ])('of our number alone with %s says that there is none', (_what, items) => {
    expect(listed(whole(...items))).toEqual({
      is: 'refused',
      why: 'not_found',
      theirs: 'no such merchant_order_id',
    });
  });

  test.each([
    ['that goes on', { items: [], has_more: true }],
    ['that does not say whether it goes on', { items: [] }],
    ['of others', whole(intent({ merchant_order_id: 'X' }))],
    [
      'of one of ours at another price and one of another',
      whole(intent({ amount: 1 }), intent({ merchant_order_id: 'X' })),
    ],
  ])('%s says nothing about ours, unless it is there', (_what, list) => {
    expect(listed(list)).toEqual({
      ...UNDOCUMENTED,
      theirs: 'the list of payments is not of this merchant_order_id alone',
    });
  });

  test.each([{}, { items: {} }, { items: null }, whole(1), whole(intent(), 'x')])('is none as %j', (list) => {
    expect(listed(list)).toBeUndefined();
  });

  test('is none in a text that is no JSON', () => {
    expect(listedPayment(thing({}), '<html>', asked)).toBeUndefined();
  });
});

describe('a refund', () => {
  const said = (changes: Fields) => refundReport(thing(refund(changes)));

  test.each([
    ['CREATED', 'processing'],
    ['RECEIVED', 'processing'],
    ['ACCEPTED', 'processing'],
    ['SUCCEEDED', 'succeeded'],
    ['SETTLED', 'succeeded'],
    ['FAILED', 'failed'],
    ['A_STATE_OF_TOMORROW', 'processing'],
    ['failed', 'processing'],
    ['toString', 'processing'],
    [undefined, 'processing'],
  ])('that is %s is %s', (status, meaning) => {
    expect(said({ status })).toMatchObject({ status: meaning, theirs: status ?? '' });
  });

  test('is read as the one whose number its request id was made of', () => {
    expect(refundRequestId('A1R1')).toBe('refund-A1R1');
    expect(said({ request_id: refundRequestId('A1R1') })).toMatchObject({ outRefundNo: 'A1R1' });
  });

  test('says which of ours it is, and what goes back', () => {
    const report = {
      kind: 'refund',
      outRefundNo: 'CPORDER01R1',
      status: 'succeeded',
      theirs: 'SETTLED',
      spRefundNo: String(refund().id),
    };
    expect(said({})).toEqual({ ...report, amount: { value: 400, currency: 'HKD' } });
    for (const amount of ['4', undefined, -4]) expect(said({ amount })).toEqual(report);
  });

  test.each([
    { request_id: undefined },
    { request_id: '' },
    { request_id: 'refund-' },
    { request_id: 'CPORDER01R1' },
    { request_id: 'Refund-CPORDER01R1' },
    { request_id: 'a-refund-CPORDER01R1' },
    { id: undefined },
    { id: '' },
  ])('with %j is none of ours', (changes) => {
    expect(said(changes)).toBeUndefined();
  });

  const asked = { attemptNo: 'CPORDER01', outRefundNo: 'CPORDER01R1', spTradeNo: INTENT };

  test.each([{}, { payment_intent_id: undefined }])('is the one that was asked about, with %j', (changes) => {
    const found = refundAskedFor(thing(refund(changes)), asked);
    expect(found).toMatchObject({ outRefundNo: 'CPORDER01R1' });
    expect(refundAskedFor(thing(refund(changes)), { ...asked, spRefundNo: String(refund().id) })).toEqual(
      found,
    );
  });

  test.each([
    [{ request_id: 'refund-CPORDER01R2' }, {}],
    [{ payment_intent_id: 'int_another' }, {}],
    [{ request_id: undefined }, {}],
    [{}, { spRefundNo: 'rfd_another' }],
    [{}, { spTradeNo: undefined }],
  ])('is another one with %j, asked with %j', (changes, about) => {
    const { spTradeNo, ...rest } = { ...asked, ...about };
    const of = { ...rest, ...(spTradeNo === undefined ? {} : { spTradeNo }) };
    expect(refundAskedFor(thing(refund(changes)), of)).toBeUndefined();
  });

  describe('in a list of its payment’s', () => {
    const listed = (list: object, of: Parameters<typeof listedRefund>[2] = asked) =>
      listedRefund(thing({ ...list }), JSON.stringify(list), of);
    const other = refund({ request_id: 'refund-CPORDER01R2' });

    test('is found by our request id', () => {
      expect(listed({ items: [other, refund()], has_more: true })).toMatchObject({
        is: 'ok',
        value: { outRefundNo: 'CPORDER01R1' },
      });
    });

    test.each([[[]], [[other]]])(
      'is not there where the whole list, %j, is of the payment alone',
      (items) => {
        expect(listed({ items, has_more: false })).toEqual({
          is: 'refused',
          why: 'not_found',
          theirs: 'no such request_id',
        });
      },
    );

    test.each([
      ['that goes on', { items: [other], has_more: true }],
      ['that does not say whether it goes on', { items: [] }],
      ['of another payment', { items: [refund({ payment_intent_id: 'int_x' })], has_more: false }],
      ['of two payments', { items: [other, refund({ payment_intent_id: 'int_x' })], has_more: false }],
    ])('%s may be missing all the same', (_what, list) => {
      expect(listed(list)).toEqual({
        ...UNDOCUMENTED,
        theirs: 'the list of refunds is not of this payment alone',
      });
    });

    test('is nothing where there is no list', () => {
      expect(listed({ items: {}, has_more: false })).toBeUndefined();
    });
  });
});

describe('an event', () => {
  test('has a name, and what it is about with its amount as it is written', () => {
    const body = '{"name":"refund.settled","data":{"object":{"amount":4.00,"id":"1"}}}';
    expect(noticeIn(body)).toEqual({
      name: 'refund.settled',
      thing: { said: { amount: 4, id: '1' }, amount: '4.00' },
    });
  });

  test.each([
    '',
    '<html>',
    '{}',
    '{"name":"x"}',
    '{"name":"x","data":[]}',
    '{"name":"x","data":{}}',
    '{"name":"x","data":{"object":"y"}}',
    '{"name":"x","data":{"object":{}},"data":{"object":{}}}',
    '{"name":"","data":{"object":{}}}',
    '{"name":1,"data":{"object":{}}}',
  ])('is none as %j', (body) => {
    expect(noticeIn(body)).toBeUndefined();
  });
});

test('what is no object, or names something twice, is nothing of theirs', () => {
  for (const raw of [undefined, '', '1', '[]', '{"amount":1,"amount":2}'])
    expect([raw, thingIn(raw)]).toEqual([raw, undefined]);
  expect(thingIn('{"id":"1"}')).toEqual({ said: { id: '1' } });
});
