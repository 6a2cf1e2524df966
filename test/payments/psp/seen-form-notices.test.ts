/** Notices that are forms, hashed with a token: what the first look refuses, and what the verification does not believe. */
import type { RawNotice } from '../../../shared/payments/psp/connector';
import { nihaopay } from '../../../shared/payments/psp/nihaopay';
import { pockyt } from '../../../shared/payments/psp/pockyt';
import * as nihao from '../../fixtures/nihaopay';
import * as pock from '../../fixtures/pockyt';
import { eyesOf, misshapen, withBody } from './seen-notice';

const fieldsIn = ({ body }: RawNotice): Readonly<Record<string, string>> =>
  Object.fromEntries(new URLSearchParams(body));
/** A notice with other fields, under the signature that it had. */
const changed = (good: RawNotice, change: Readonly<Record<string, string>>): RawNotice =>
  withBody(good, new URLSearchParams({ ...fieldsIn(good), ...change }).toString());
const without = (good: RawNotice, name: string): RawNotice => {
  const { [name]: _, ...rest } = fieldsIn(good);
  return withBody(good, new URLSearchParams(rest).toString());
};

const MALFORMED = { atFirst: 'malformed', then: 'malformed' };
const UNSIGNED = { atFirst: 'unsigned', then: 'bad_signature' };
const REFUSED = { atFirst: undefined, then: 'bad_signature' };

describe('NihaoPay', () => {
  const see = eyesOf(nihaopay, nihao.nihaopay);
  const good = nihao.notice();
  const sign = fieldsIn(good).verify_sign ?? '';
  const believed = (notice: RawNotice) => ({ atFirst: undefined, then: fieldsIn(notice) });

  test('is believed over all of its fields, in either case', () => {
    const loud = changed(good, { verify_sign: sign.toUpperCase() });
    for (const notice of [good, loud]) expect(see(notice)).toEqual(believed(notice));
  });

  const unsaid = { note: 'null', memo: '' };

  test.each([
    ['an empty note that was signed', { note: '' }, { note: '' }],
    ['an empty note that was not signed', { note: '' }, {}],
    ['a note that is the text null and was signed', { note: 'null' }, { note: 'null' }],
    ['a note that is the text null and was not signed', { note: 'null' }, {}],
    ['the text null that was signed and an empty field that was not', unsaid, { note: 'null' }],
    ['the text null and an empty field that were not signed', unsaid, {}],
  ])('is believed with %s', (_what, said, signed) => {
    const { verify_sign: _, ...fields } = fieldsIn(nihao.notice(signed));
    const notice = nihao.notice(said, nihao.TOKEN, fields);
    expect(see(notice)).toEqual(believed(notice));
  });

  test('is not believed where a field that says something was left out of what was signed', () => {
    const { verify_sign: _, ...signed } = fieldsIn(good);
    for (const note of ['Null', 'nul', ' ', '0'])
      expect([note, see(nihao.notice({ note }, nihao.TOKEN, signed))]).toEqual([note, REFUSED]);
  });

  test('is malformed where it is no form, or lacks what a payment must have', () => {
    const lacking = ['id', 'status', 'amount', 'currency', 'reference'].map((name) => without(good, name));
    const glued = nihao.notice({ note: 'x&status=success' });
    const others = ['', '<html>', '{"id":"1"}', `${good.body}&id=1`].map((body) => withBody(good, body));
    for (const notice of [...lacking, ...others, glued])
      expect([notice.body, see(notice)]).toEqual([notice.body, MALFORMED]);
  });

  test('is unsigned with a signature of another form, or with none', () => {
    expect(see(without(good, 'verify_sign'))).toEqual(UNSIGNED);
    for (const verify_sign of misshapen(sign).filter((one) => one !== sign.toUpperCase()))
      expect([verify_sign, see(changed(good, { verify_sign }))]).toEqual([verify_sign, UNSIGNED]);
  });

  test('is not believed under another token, or with other fields', () => {
    for (const notice of [nihao.notice({}, 'another'), changed(good, { amount: '10' })])
      expect(see(notice)).toEqual(REFUSED);
  });

  test('is believed under the token before the present one only while that is configured', () => {
    const old = nihao.notice({}, nihao.PREVIOUS_TOKEN);
    expect(see(old)).toEqual(believed(old));
    expect(see(old, { previous_token: undefined })).toEqual(REFUSED);
    expect(see(good, { previous_token: undefined })).toEqual(believed(good));
  });
});

describe('Pockyt', () => {
  const see = eyesOf(pockyt, pock.pockyt);
  const good = pock.notice();
  const sign = fieldsIn(good).verifySign ?? '';

  test('is believed over all of its fields, the empty ones, too', () => {
    expect(see(good)).toEqual({ atFirst: undefined, then: fieldsIn(good) });
    expect(see(without(good, 'note'))).toEqual(REFUSED);
  });

  test('is malformed where it is no form, or lacks what a payment must have', () => {
    const lacking = ['transactionNo', 'status', 'amount', 'currency', 'reference'];
    const glued = pock.notice({ note: 'x&status=success' });
    const others = ['', '<html>', '{"status":"1"}', `${good.body}&note=1`].map((body) =>
      withBody(good, body),
    );
    for (const notice of [...lacking.map((name) => without(good, name)), ...others, glued])
      expect([notice.body, see(notice)]).toEqual([notice.body, MALFORMED]);
  });

  test('is unsigned with a signature of another form, or with none', () => {
    expect(see(without(good, 'verifySign'))).toEqual(UNSIGNED);
    for (const verifySign of misshapen(sign))
      expect([verifySign, see(changed(good, { verifySign }))]).toEqual([verifySign, UNSIGNED]);
  });

  test('is not believed under another token, or with other fields', () => {
    for (const notice of [pock.notice({}, 'another'), changed(good, { amount: '1.00' })])
      expect(see(notice)).toEqual(REFUSED);
  });
});
