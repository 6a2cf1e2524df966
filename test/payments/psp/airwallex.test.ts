/** What only Airwallex does: two signatures of notices, lists that may not be filtered, amounts as text, a token with a life. */
import type { Env, Outcome } from '../../../shared/kernel/exchange';
import type { HttpReply } from '../../../shared/kernel/http';
import { readFields } from '../../../shared/kernel/fields';
import { Secret } from '../../../shared/kernel/secret';
import { airwallex } from '../../../shared/payments/psp/airwallex';
import type { Connector, Notifications } from '../../../shared/payments/psp/connector';
import type { AirwallexAccount } from '../../../shared/payments/psp/airwallex-account';
import {
  answer,
  event,
  intent,
  NOW,
  PREVIOUS_SECRET,
  refund,
  airwallex as fixture,
} from '../../fixtures/airwallex';

const account = (changes: Readonly<Record<string, unknown>> = {}): AirwallexAccount => {
  const read = readFields(airwallex.fields, { ...fixture.config, ...changes });
  if ('problems' in read) throw new Error(read.problems.join());
  return {
    paySp: 'airwallex',
    configId: 'payment',
    config: read.values,
    endpoint: 'https://api.airwallex.com',
    notifyUrl: '',
  };
};
const connector: Connector<typeof airwallex.fields> = airwallex;
const notifications: Notifications<typeof airwallex.fields> = airwallex.notifications;
const env: Env = { now: NOW, nonce: '', keys: [], token: new Secret('a-token') };

describe('a notice', () => {
  // Computed by Python's hmac.
  const body =
    '{"id":"evt_1","name":"payment_intent.succeeded","data":{"object":{"id":"int_1","status":"SUCCEEDED"}}}';
  const signed = {
    method: 'POST',
    query: {},
    headers: {
      'x-timestamp': '1700000000000',
      'x-signature': 'b64b59d48a12dc953f622bd2e503dd8413f150dcd9e95966eefcfe88d83f34a4',
    },
    body,
  };
  const at = { ...env, now: 1700000000000 };

  it('is signed over its moment and its bytes, as another tool signs it', () => {
    expect(notifications.verify(signed, account({ webhook_secret: 'test_secret' }), at)).toHaveProperty(
      'content',
    );
    expect(notifications.verify(signed, account(), at)).toEqual({ rejected: 'bad_signature' });
  });

  it('that is signed with the secret before the present one counts, for as long as that is configured', () => {
    const old = event(intent(), { secret: PREVIOUS_SECRET });
    expect(notifications.verify(old, account(), env)).toHaveProperty('content');
    const rotated = account({ webhook_secret_previous: undefined });
    expect(notifications.verify(old, rotated, env)).toEqual({ rejected: 'bad_signature' });
  });

  const reportsOf = (object: Readonly<Record<string, unknown>>, name: string): readonly unknown[] => {
    const notice = notifications.verify(event(object, { name }), account(), env);
    if ('rejected' in notice) throw new Error(notice.rejected);
    return notifications.read(notice, account());
  };

  it.each([
    ['a try', intent(), 'payment_attempt.settled'],
    ['a payout', { id: 'p1' }, 'payout.transfer.paid'],
    ['a refund that was made in the web app', refund({ request_id: '7f687fe6-dcf4' }), 'refund.settled'],
    [
      'a payment without a number of ours',
      intent({ merchant_order_id: undefined }),
      'payment_intent.succeeded',
    ],
  ])('of %s says nothing', (_what, object, name) => {
    expect(reportsOf(object, name)).toEqual([]);
  });

  it('says what the payment is, not what the event is called', () => {
    expect(reportsOf(intent({ status: 'PENDING' }), 'payment_intent.succeeded')).toMatchObject([
      { status: 'pending' },
    ]);
  });
});

describe('a payment without an id', () => {
  const asked = { attemptNo: 'CPORDER01', price: { value: 1290, currency: 'HKD' } };
  const listed = (items: readonly object[], has_more: unknown = false): Outcome<unknown> =>
    connector.query.reply(answer({ items, has_more }), asked, account(), env);

  it('is looked for by our number', () => {
    expect(connector.query.request(asked, account(), env)).toMatchObject({
      url: 'https://api.airwallex.com/api/v1/pa/payment_intents?merchant_order_id=CPORDER01&page_num=0&page_size=50',
    });
  });

  it('is the listed one with our number, amount and currency, the paid one first', () => {
    const ours = intent({ id: 'int_ours', status: 'REQUIRES_PAYMENT_METHOD', latest_payment_attempt: null });
    const others = [
      intent({ amount: 12.91 }),
      intent({ currency: 'USD' }),
      intent({ merchant_order_id: 'X' }),
    ];
    expect(listed([...others, ours])).toMatchObject({
      is: 'ok',
      value: { spTradeNo: 'int_ours', status: 'pending' },
    });
    expect(listed([ours, intent({ id: 'int_paid' })])).toMatchObject({
      is: 'ok',
      value: { spTradeNo: 'int_paid' },
    });
  });

  it('is not there only where the whole list is of our number', () => {
    expect(listed([])).toMatchObject({ is: 'refused', why: 'not_found' });
    expect(listed([intent({ amount: 12.91 })])).toMatchObject({ is: 'refused', why: 'not_found' });
    expect(listed([], true)).toMatchObject({ is: 'unknown' });
    expect(listed([intent({ merchant_order_id: 'X' })])).toMatchObject({
      is: 'unknown',
      why: 'undocumented',
    });
    expect(listed([], null)).toMatchObject({ is: 'unknown' });
  });

  it('cannot be confirmed or cancelled', () => {
    expect(
      airwallex.pay.request(fixture.prepare?.input ?? fixture.pay.input, account(), env),
    ).toBeUndefined();
    expect(airwallex.close.request({ attemptNo: 'CPORDER01' }, account(), env)).toBeUndefined();
  });
});

it('is asked about by its id, and the answer about another intent is none', () => {
  for (const other of [{ id: 'int_another' }, { merchant_order_id: 'X' }])
    expect(connector.query.reply(answer(intent(other)), fixture.query.input, account(), env)).toEqual({
      is: 'unknown',
      why: 'unreadable',
    });
});

describe('a refund that is sent again', () => {
  const { input } = fixture.refund ?? {};

  it('is the same request, whenever and with whatever token it is sent', () => {
    if (!input) throw new Error('no refund');
    const later = { ...env, now: NOW + 86_400_000, nonce: 'f'.repeat(32), token: new Secret('another') };
    const bodies = [env, later].map((at) => airwallex.refund.request(input, account(), at)?.body);
    expect(bodies[0]).toContain('"request_id":"refund-CPORDER01R1"');
    expect(bodies[1]).toBe(bodies[0]);
  });
});

describe('a refund without an id', () => {
  const asked = { attemptNo: 'CPORDER01', spTradeNo: String(intent().id), outRefundNo: 'CPORDER01R1' };
  const listed = (items: readonly object[], has_more = false): Outcome<unknown> | undefined =>
    connector.queryRefund?.reply(answer({ items, has_more }), asked, account(), env);

  it('is the one in the list of its payment that has our request id', () => {
    expect(listed([refund({ request_id: 'refund-CPORDER01R2' }), refund()])).toMatchObject({ is: 'ok' });
    expect(listed([refund({ request_id: 'refund-CPORDER01R2' })])).toMatchObject({ why: 'not_found' });
    expect(listed([refund({ payment_intent_id: 'int_x' })])).toMatchObject({ is: 'unknown' });
    expect(listed([], true)).toMatchObject({ is: 'unknown' });
  });
});

it('reads amounts as they are written, beyond what a float can hold', () => {
  const body = JSON.stringify(intent({ amount: 1 })).replace('"amount":1', '"amount":90071992547409.91');
  const said = connector.query.reply({ ...answer({}), body }, fixture.query.input, account(), env);
  expect(said).toMatchObject({ is: 'ok', value: { amount: { value: 9007199254740991 } } });
});

it('writes an amount with the digits of its currency', () => {
  const body = (value: number, currency: string): unknown => {
    const asked = { ...fixture.pay.input, amount: { value, currency } };
    return airwallex.prepare.request(asked, account(), env).body;
  };
  expect(body(1290, 'JPY')).toContain('"amount":1290,');
  expect(body(5, 'AUD')).toContain('"amount":0.05,');
});

it('calls a try that failed declined, and the intent payable', () => {
  const failed = intent({
    status: 'REQUIRES_PAYMENT_METHOD',
    latest_payment_attempt: { status: 'FAILED', failure_code: 'provider_declined' },
  });
  expect(connector.query.reply(answer(failed), fixture.query.input, account(), env)).toMatchObject({
    is: 'ok',
    value: { status: 'declined', payable: true, theirs: 'REQUIRES_PAYMENT_METHOD provider_declined' },
  });
});

describe('the login', () => {
  const { obtain } = airwallex.login;
  const said = (reply: HttpReply): Outcome<unknown> => obtain.reply(reply, true, account(), env);
  const token = { token: 'eyJ.a_b-c', expires_at: '2026-11-02T12:30:00+0000' };

  it('shows the key in its own header, and asks for the configured version', () => {
    expect(obtain.request(true, account({ api_version: '2024-06-14' }), env)).toMatchObject({
      url: 'https://api.airwallex.com/api/v1/authentication/login',
      headers: {
        'x-client-id': 'client_1',
        'x-api-key': fixture.config.api_key,
        'x-api-version': '2024-06-14',
      },
    });
  });

  it('gives a token until the moment that the answer names', () => {
    const lifeSeconds = (Date.parse('2026-11-02T12:30:00Z') - NOW) / 1000;
    expect(said(answer(token, 201))).toEqual({ is: 'ok', value: { value: 'eyJ.a_b-c', lifeSeconds } });
  });

  it.each([
    ['no end', { token: 'x' }],
    ['an end that is past', { ...token, expires_at: '2026-11-02T11:59:59+0000' }],
    ['an end next year', { ...token, expires_at: '2027-11-02T12:30:00+0000' }],
    ['a token that no header carries', { ...token, token: 'a\r\nb' }],
  ])('with %s is none', (_what, body) => {
    expect(said(answer(body, 201))).toEqual({ is: 'unknown', why: 'unreadable' });
  });

  it('that is refused says so by its code, never in words that may name the key', () => {
    expect(said(answer({ code: 'credentials_invalid', message: 'key SECRET' }, 401))).toEqual({
      is: 'refused',
      why: 'other',
      theirs: 'credentials_invalid',
    });
    expect(said(answer({ code: 'tomorrow' }, 400))).toMatchObject({ is: 'unknown', why: 'undocumented' });
    expect(said(answer({}, 503))).toEqual({ is: 'unknown', why: 'busy' });
  });
});
