/** Mistakes on the phone that would tell people something untrue, or have them pay or refund twice. */
import type { Mistake } from './mistake';

const test = (name: string): string => `test/preview/${name}.test.ts`;

export const phoneMistakes: readonly Mistake[] = [
  {
    what: 'the phone calls an order paid because its cashier did',
    file: 'miniprogram/view/result-view.ts',
    find: "if (failures >= patience.failures) return 'unknown';",
    put: "if (attempt?.outcome === 'submitted') return 'paid';",
    tests: test('mini-program'),
  },
  {
    what: 'the attempt is kept only after the cashier has closed',
    file: 'miniprogram/services/attempt.ts',
    find: "note(order, method, { outcome: 'opened' });",
    put: '',
    tests: test('paying'),
  },
  {
    what: 'an unknown outcome at the PSP is shown as a failure that may be tried anew',
    file: 'miniprogram/services/attempt.ts',
    find: "failure.code === 'OUTCOME_UNKNOWN'",
    put: "failure.code === 'PSP_REFUSED'",
    tests: test('paying'),
  },
  {
    what: 'a checkout whose answer was lost is sent again under another number',
    file: 'miniprogram/services/new-order.ts',
    find: 'if (there) return there;',
    put: '',
    tests: test('order-once'),
  },
  {
    what: 'a refund whose answer was lost is sent again under another number',
    file: 'miniprogram/services/operator-refund.ts',
    find: 'keepWish({ ...wish, sent: wish.sent + 1, sent_at: now });',
    put: '',
    tests: test('operator-refund-view'),
  },
  {
    what: 'a refund that the back end does not know yet is forgotten at once',
    file: 'miniprogram/operator/view/refund-progress.ts',
    find: 'sent <= 1 && refusals.includes(code)',
    put: 'sent <= 1',
    tests: test('operator-refund-view'),
  },
  {
    what: 'what changes something is called again by itself where no answer came',
    file: 'miniprogram/services/operator-refund.ts',
    find: "return call<Refund>('pay', {\n    action: 'refund',",
    put: "return read<Refund>('pay', {\n    action: 'refund',",
    tests: test('operator-refund-view'),
  },
];
