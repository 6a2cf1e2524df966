/** Notices that are JSON, of the PSPs that came last: what the first look refuses, and what the verification does not believe. */
import { airwallex } from '../../../shared/payments/psp/airwallex';
import type { RawNotice } from '../../../shared/payments/psp/connector';
import { royalpay } from '../../../shared/payments/psp/royalpay';
import { snappay } from '../../../shared/payments/psp/snappay';
import * as air from '../../fixtures/airwallex';
import * as royal from '../../fixtures/royalpay';
import * as snap from '../../fixtures/snappay';
import { eyesOf, misshapen, withBody } from './seen-notice';

const fieldsIn = ({ body }: RawNotice): Readonly<Record<string, unknown>> =>
  JSON.parse(body) as Record<string, unknown>;

const MALFORMED = { atFirst: 'malformed', then: 'malformed' };
const UNSIGNED = { atFirst: 'unsigned', then: 'bad_signature' };
const REFUSED = { atFirst: undefined, then: 'bad_signature' };

describe('SnapPay', () => {
  const see = eyesOf(snappay, snap.snappay);
  const good = snap.notice();
  const sign = String(fieldsIn(good).sign);
  const signedWith = (value: string): RawNotice =>
    withBody(good, good.body.replace(`"${sign}"`, JSON.stringify(value)));

  test('is believed over all of its fields, its numbers as they are written', () => {
    expect(see(good)).toMatchObject({
      atFirst: undefined,
      then: { trans_status: 'SUCCESS', trans_amount: '12.9', discount_bpc: '0.0', sign },
    });
  });

  test.each(['', '<html>', '[]', '"x"', '{"sign":"1","sign":"2"}'])('is malformed as %j', (body) => {
    expect(see(withBody(good, body))).toEqual(MALFORMED);
  });

  test('is unsigned with a signature that neither kind has, or with none', () => {
    for (const value of [...misshapen(sign), 'A'.repeat(339), `${'A'.repeat(340)}===`, `,${'A'.repeat(340)}`])
      expect([value, see(signedWith(value))]).toEqual([value, UNSIGNED]);
    expect(see(withBody(good, good.body.replace(/,"sign":"\w+"/, '')))).toEqual(UNSIGNED);
  });

  test.each(['', '=', '=='])(
    'may be signed with RSA at first sight, padded with "%s", and is not believed',
    (end) => {
      expect(see(signedWith('A+/9'.repeat(85) + end))).toEqual(REFUSED);
    },
  );

  test('is not believed under another key, or with other fields', () => {
    expect(see(snap.notice({}, 'another key'))).toEqual(REFUSED);
    expect(see(withBody(good, good.body.replace('12.9', '1.9')))).toEqual(REFUSED);
  });
});

describe('the RoyalPay family', () => {
  const see = eyesOf(royalpay, royal.royalpay);
  const good = royal.notice();
  const { now } = royal.royalpay.env;
  const sign = String(fieldsIn(good).sign);
  const changed = (change: object): RawNotice =>
    withBody(good, JSON.stringify({ ...fieldsIn(good), ...change }));

  test('is taken with all that it says, its moment a number or a text', () => {
    for (const notice of [good, royal.notice({ time: String(now) })])
      expect(see(notice)).toEqual({ atFirst: undefined, then: fieldsIn(notice) });
  });

  test.each([
    { time: undefined },
    { time: now / 1000 },
    { time: now * 10 },
    { time: now + 0.5 },
    { time: `x${now}` },
    { time: `${now}x` },
    { time: 'x'.repeat(13) },
    { nonce_str: undefined },
    { nonce_str: '' },
    { partner_order_id: undefined },
    { partner_order_id: '' },
  ])('is malformed with %j, whoever signed it', (change) => {
    expect(see(royal.notice(change))).toEqual(MALFORMED);
  });

  test.each(['', '<html>', '[]'])('is malformed as %j', (body) => {
    expect(see(withBody(good, body))).toEqual(MALFORMED);
  });

  test('is unsigned with a signature of another form, or with none', () => {
    for (const value of [undefined, null, {}, ...misshapen(sign)])
      expect([value, see(changed({ sign: value }))]).toEqual([value, UNSIGNED]);
  });

  test('is not taken under another credential, another partner, or with another moment or nonce', () => {
    expect(see(royal.notice({}, 'another credential'))).toEqual(REFUSED);
    expect(see(good, { partner_code: 'EFGH' })).toEqual(REFUSED);
    expect(see(changed({ time: now + 1 }))).toEqual(REFUSED);
    expect(see(changed({ nonce_str: 'f'.repeat(32) }))).toEqual(REFUSED);
  });

  test.each([-300_000, 300_000])(
    'is taken up to five minutes (%i ms) from its moment, and no longer',
    (ms) => {
      expect(see(royal.notice({ time: now + ms })).then).toMatchObject({ time: now + ms });
      expect(see(royal.notice({ time: now + ms + Math.sign(ms) }))).toEqual({
        atFirst: undefined,
        then: 'stale',
      });
    },
  );
});

describe('Airwallex', () => {
  const see = eyesOf(airwallex, air.airwallex);
  const good = air.event(air.intent());
  const { now } = air.airwallex.env;
  const sign = good.headers['x-signature'] ?? '';
  const withHeader = (name: string, value: string): RawNotice => ({
    ...good,
    headers: { ...good.headers, [name]: value },
  });
  const without = (name: string): RawNotice => ({
    ...good,
    headers: Object.fromEntries(Object.entries(good.headers).filter(([one]) => one !== name)),
  });

  test('is believed over its moment and the bytes of its body, in either case', () => {
    const seen = { atFirst: undefined, then: { body: good.body } };
    expect(see(good)).toEqual(seen);
    expect(see(withHeader('x-signature', sign.toUpperCase()))).toEqual(seen);
  });

  test.each([
    '',
    '<html>',
    '[]',
    '{"name":"payment_intent.succeeded"}',
    '{"name":"payment_intent.succeeded","data":{}}',
    '{"name":"payment_intent.succeeded","data":{"object":[]}}',
    '{"data":{"object":{}}}',
    '{"name":"","data":{"object":{}}}',
  ])('is malformed at first sight as %j, which is no event', (body) => {
    expect(see(withBody(good, body))).toEqual({ atFirst: 'malformed', then: 'bad_signature' });
  });

  test('is unsigned with a signature of another form, or with none', () => {
    for (const value of misshapen(sign).filter((one) => one !== sign.toUpperCase()))
      expect([value, see(withHeader('x-signature', value))]).toEqual([value, UNSIGNED]);
    expect(see(without('x-signature'))).toEqual(UNSIGNED);
  });

  test('is unsigned where its moment is none in milliseconds', () => {
    for (const value of ['', String(now / 1000), `${now}0`, `x${now}`, `${now}x`, 'x'.repeat(13)])
      expect([value, see(withHeader('x-timestamp', value))]).toEqual([value, UNSIGNED]);
    expect(see(without('x-timestamp'))).toEqual(UNSIGNED);
  });

  test('without a moment is signed as if it were empty, and is of no time', () => {
    const timeless = { ...without('x-timestamp').headers, 'x-signature': air.signatureOf('', good.body) };
    expect(see({ ...good, headers: timeless })).toEqual({ atFirst: 'unsigned', then: 'stale' });
  });

  test('is not believed under another secret, at another moment, or written otherwise', () => {
    const written = JSON.stringify(fieldsIn(good), undefined, 1);
    for (const notice of [
      air.event(air.intent(), { secret: 'another secret' }),
      withHeader('x-timestamp', String(now + 1)),
      withBody(good, written),
      withBody(good, `${good.body}\n`),
      withBody(good, good.body.replace('12.9', '1.9')),
    ])
      expect([notice, see(notice)]).toEqual([notice, REFUSED]);
  });

  test('is believed under the present secret and the one before, for as long as that is configured', () => {
    const old = air.event(air.intent(), { secret: air.PREVIOUS_SECRET });
    const seen = { atFirst: undefined, then: { body: good.body } };
    const rotated = { webhook_secret_previous: undefined };
    expect([see(good), see(old), see(good, rotated)]).toEqual([seen, seen, seen]);
    expect(see(old, rotated)).toEqual(REFUSED);
  });

  test.each([-300_000, 300_000])(
    'is believed up to five minutes (%i ms) from its moment, and no longer',
    (ms) => {
      const at = (moment: number) => see(air.event(air.intent(), { at: moment }));
      expect(at(now + ms)).toMatchObject({ atFirst: undefined, then: { body: good.body } });
      expect(at(now + ms + Math.sign(ms))).toEqual({ atFirst: undefined, then: 'stale' });
    },
  );
});
