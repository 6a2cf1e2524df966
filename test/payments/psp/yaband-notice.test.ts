/** What of a notice of YabandPay is signed: one reading only, whatever it is wrapped in. */
import { readNotice, signedParams } from '../../../shared/payments/psp/yaband-notice';

describe('a notice on the wire', () => {
  const body = JSON.stringify({ sign: 'abc', data: { state: 'paid' } });
  const read = { sign: 'abc', data: { state: 'paid' } };

  test('is JSON, or a form with the JSON in resultData', () => {
    expect(readNotice(body)).toEqual(read);
    expect(readNotice(`resultData=${encodeURIComponent(body)}`)).toEqual(read);
    expect(readNotice(`resultData=${encodeURIComponent(body)}&more=1`)).toEqual(read);
  });

  test('without a signature has an empty one', () => {
    expect(readNotice('{"data":{}}')).toEqual({ sign: '', data: {} });
  });

  test.each([
    ...['', 'x', '[]', '{}', '{"sign":"abc"}', '{"data":[]}', '{"data":"x"}', 'resultData=', 'resultData=x'],
    `x=1&resultData=${encodeURIComponent(body)}`,
  ])('%j is none', (text) => {
    expect(readNotice(text)).toBeUndefined();
  });
});

describe('the signed fields', () => {
  test('are joined as PHP joins values', () => {
    const data = { text: 'x', number: 1.5, yes: true, no: false, nothing: null };
    expect(signedParams(data)).toEqual({ text: 'x', number: '1.5', yes: '1', no: '', nothing: '' });
  });

  test('are those of a nested object too', () => {
    expect(signedParams({ a: '1', '3ds': { b: '2' } })).toEqual({ a: '1', b: '2' });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['a list', { a: ['1'] }],
    ['an object in an object', { a: { b: { c: '1' } } }],
    ['a name twice', { a: '1', '3ds': { a: '2' } }],
    ['a name that every object has', { toString: '1' }],
    ['a value that looks like further fields', { a: '1&b=2' }],
    ['a name with "&"', { 'a&b': '1' }],
    ['a name with "="', { 'a=b': '1' }],
  ])('have no one reading with %s', (_what, data) => {
    expect(signedParams(data)).toBeUndefined();
  });
});
