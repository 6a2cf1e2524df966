/** Mistakes in what bad input meets: who may run what, what is repeated, what has no end, what is believed unsigned. */
import type { Mistake } from './mistake';

const doors = 'test/payments/flows/doors.test.ts';
const input = 'test/kernel/input.test.ts';
const anyOrder = 'test/payments/order/any-order.test.ts';
const v3 = 'test/contract/wechat-v3.test.ts';

export const badInputMistakes: readonly Mistake[] = [
  {
    what: 'whoever writes Type: Timer into a request runs the timer',
    file: 'shared/payments/webhook.ts',
    find: ' || isHttpEvent(event)) return false;',
    put: ') return false;',
    tests: doors,
  },
  {
    what: 'a call that nests too deep throws out of the function',
    file: 'shared/payments/webhook.ts',
    find: "    if (error instanceof RangeError) return '';\n",
    put: '',
    tests: doors,
  },
  {
    what: 'a call of the platform may be as large as it likes',
    file: 'shared/payments/webhook.ts',
    find: "Buffer.byteLength(text, 'utf8') > MAX_BODY_BYTES ? '' : text",
    put: 'text',
    tests: doors,
  },
  {
    what: 'a method that is no text throws out of the function',
    file: 'shared/kernel/http-event.ts',
    find: "typeof event.httpMethod === 'string' ? event.httpMethod.toUpperCase() : ''",
    put: 'String(event.httpMethod).toUpperCase()',
    tests: doors,
  },
  {
    what: 'a failure at the bare path is answered in nobody’s bytes',
    file: 'shared/payments/flows/notices/take-notification.ts',
    find: 'orFailed(shop, knock, connector, () => take(',
    put: 'orFailed(shop, knock, named, () => take(',
    tests: 'test/payments/flows/notices.test.ts',
  },
  {
    what: 'INVALID_INPUT repeats what was sent',
    file: 'shared/kernel/input.ts',
    find: "const isOurs = !issue.message.startsWith('Invalid ');",
    put: "const isOurs = issue.message !== '';",
    tests: input,
  },
  {
    what: 'INVALID_INPUT has no end',
    file: 'shared/kernel/input.ts',
    find: '...each.slice(0, MOST_NAMED)',
    put: '...each',
    tests: input,
  },
  {
    what: 'a list of a million entries is read before it is counted',
    file: 'shared/kernel/input.ts',
    find: '    v.maxLength(most, `must have at most ${most} ${entries}`),\n    v.array(entry),',
    put: '    v.array(entry),\n    v.maxLength(most, `must have at most ${most} ${entries}`),',
    tests: input,
  },
  {
    what: 'a v2 notice in MD5 is believed where the account signs with HMAC-SHA256',
    file: 'shared/payments/psp/wechat-v2.ts',
    find: 'isWeaklySigned(message, account) || ',
    put: '',
    tests: 'test/payments/psp/wechat-v2.test.ts',
  },
  {
    what: 'what does not say how it is sealed is opened',
    file: 'shared/wechat/api-v3/unseal.ts',
    find: "  if (textAt(sealed, 'algorithm') !== ALGORITHM) return undefined;",
    put: "  if ((textAt(sealed, 'algorithm') ?? ALGORITHM) !== ALGORITHM) return undefined;",
    tests: v3,
  },
  {
    what: 'a currency that is no text is taken for CNY',
    file: 'shared/payments/psp/wechat-v3-reports.ts',
    find: "'currency' in amount ? textAt(amount, 'currency') : siteOf(config).currency",
    put: "textAt(amount, 'currency') ?? siteOf(config).currency",
    tests: v3,
  },
  {
    what: 'a nonce with a line end gives a signature a second reading',
    file: 'shared/wechat/api-v3/open.ts',
    find: '/^[!-~]{1,128}$/',
    put: '/^[^]{1,128}$/',
    tests: 'test/codecs/canonical.test.ts',
  },
  {
    what: 'an object in place of a moment throws while an answer is read',
    file: 'shared/payments/psp/yaband-reports.ts',
    find: "typeof raw === 'string' || typeof raw === 'number' ? Number(raw) : NaN",
    put: 'Number(raw)',
    tests: 'test/payments/psp/yaband.test.ts',
  },
  {
    what: 'half a character in a number of theirs throws when we ask by it',
    file: 'shared/payments/psp/forms.ts',
    find: 'encodeURIComponent(wellFormed(number))',
    put: 'encodeURIComponent(number)',
    tests: 'test/payments/psp/vr.test.ts',
  },
  {
    what: 'when a refund succeeded depends on which notice came first',
    file: 'shared/payments/order/refund-facts.ts',
    find: 'return Math.min(refundedAt ?? fact.refundedAt, fact.refundedAt);',
    put: 'return refundedAt ?? fact.refundedAt;',
    tests: anyOrder,
  },
  {
    what: 'the PSP’s number of a refund is lost when an older notice brings it',
    file: 'shared/payments/order/refund-facts.ts',
    find: 'const spRefundNo = refund.spRefundNo ?? fact.spRefundNo;',
    put: 'const spRefundNo = fact.status === refund.state ? (refund.spRefundNo ?? fact.spRefundNo) : refund.spRefundNo;',
    tests: anyOrder,
  },
];
