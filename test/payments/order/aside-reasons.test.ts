// Why something is kept aside: each sentence that the server can give has its code, and no other.
import { asideReasonIn } from '../../../shared/payments/order/aside-reason-codes';
import { asideReasons } from '../../../shared/payments/order/aside-reasons';

const sentences = Object.entries(asideReasons).map(
  ([code, say]: [string, (...parts: string[]) => string]) =>
    [code, say('A.1', '12.90 EUR', 'x (y)')] as const,
);

test.each(sentences)('%s is told from its sentence: %s', (code, sentence) => {
  expect(asideReasonIn(sentence)).toBe(code);
});

test('what a PSP writes into a sentence does not hide its reason', () => {
  expect(asideReasonIn(asideReasons.denied('v3', 'PAYERROR\nsecond line'))).toBe('denied');
});

test('a sentence of another version has no code', () => {
  for (const sentence of ['', 'the moon is full', 'refund R1 is odd']) {
    expect(asideReasonIn(sentence)).toBeUndefined();
  }
});
