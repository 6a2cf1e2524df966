/** Mistakes that somebody could make where CrossPay speaks to Airwallex, which lets in by a token and signs its notices. */
import type { Mistake } from './mistake';

const connector = 'shared/payments/psp/airwallex.ts';
const messages = 'shared/payments/psp/airwallex-messages.ts';
const airwallex = 'test/payments/psp/airwallex';
const seen = 'test/payments/psp/seen-json-notices.test.ts';
const twoSteps = 'test/payments/flows/two-steps.test.ts';
const SIGNED = "`${headers['x-timestamp'] ?? ''}${body}`";

export const airwallexMistakes: readonly Mistake[] = [
  {
    what: 'the moment of a notice of Airwallex is not in what its signature covers',
    file: messages,
    find: SIGNED,
    put: 'body',
    tests: airwallex,
  },
  {
    what: 'a body that was read and written again is signed at Airwallex',
    file: messages,
    find: SIGNED,
    put: "`${headers['x-timestamp'] ?? ''}${JSON.stringify(JSON.parse(body))}`",
    tests: seen,
  },
  {
    what: 'anybody’s signature makes a notice of Airwallex genuine',
    file: messages,
    find: '.includes(true)',
    put: '.length > 0',
    tests: airwallex,
  },
  {
    what: 'a notice of Airwallex is taken however old it is',
    file: connector,
    find: 'age <= WINDOW_MS ?',
    put: 'age >= 0 ?',
    tests: seen,
  },
  {
    what: 'a notice of Airwallex may come from a time to come',
    file: connector,
    find: 'Math.abs(env.now - Number(',
    put: '(env.now - Number(',
    tests: seen,
  },
  {
    what: 'the secret of Airwallex’s notices before the present one counts no longer',
    file: messages,
    find: '[config.webhook_secret, config.webhook_secret_previous]',
    put: '[config.webhook_secret]',
    tests: airwallex,
  },
  {
    what: 'the new secret of Airwallex’s notices counts only when the old one is gone',
    file: messages,
    find: '[config.webhook_secret, config.webhook_secret_previous]',
    put: '[config.webhook_secret_previous ?? config.webhook_secret]',
    tests: seen,
  },
  {
    what: 'a refund that is sent again to Airwallex is another request',
    file: connector,
    find: 'request_id: refundRequestId(outRefundNo)',
    put: 'request_id: `${refundRequestId(outRefundNo)}-${env.nonce.slice(0, 4)}`',
    tests: airwallex,
  },
  {
    what: 'a request id that Airwallex knows already frees the money of its refund',
    file: messages,
    find: "...all('amount_above_limit amount_below_limit invalid_status_for_operation",
    put: "...all('duplicate_request amount_above_limit amount_below_limit invalid_status_for_operation",
    tests: airwallex,
  },
  {
    what: 'an amount goes to Airwallex in cents',
    file: connector,
    find: '{"amount":${toMajor(amount)},',
    put: '{"amount":${amount.value},',
    tests: airwallex,
  },
  {
    what: 'every currency has two decimals at Airwallex',
    file: connector,
    find: '{"amount":${toMajor(amount)},',
    put: '{"amount":${(amount.value / 100).toFixed(2)},',
    tests: airwallex,
  },
  {
    what: 'an amount of Airwallex is rounded to what a float holds',
    file: messages,
    find: "present({ amount: members.get('amount') })",
    put: 'present({ amount: typeof said.amount === "number" ? String(said.amount) : undefined })',
    tests: airwallex,
  },
  {
    what: 'the answer of Airwallex about another intent is believed',
    file: connector,
    find: ' && report.spTradeNo === asked.spTradeNo',
    put: '',
    tests: airwallex,
  },
  {
    what: 'the refund of another intent is believed at Airwallex',
    file: messages,
    find: "said(thing, 'payment_intent_id', asked.spTradeNo) === asked.spTradeNo",
    put: 'thing.said.payment_intent_id !== undefined',
    tests: airwallex,
  },
  {
    what: 'a refund that a person made at Airwallex’s web app is taken for one of ours',
    file: messages,
    find: '!requestId.startsWith(REFUND_PREFIX) || ',
    put: '',
    tests: airwallex,
  },
  {
    what: 'a state of Airwallex that nobody published is paid',
    file: messages,
    find: "own(PAYMENT_STATUS, theirs) ?? 'pending'",
    put: "own(PAYMENT_STATUS, theirs) ?? 'paid'",
    tests: airwallex,
  },
  {
    what: 'money that is only held at Airwallex counts as paid',
    file: messages,
    find: "REQUIRES_CAPTURE: 'pending'",
    put: "REQUIRES_CAPTURE: 'paid'",
    tests: airwallex,
  },
  {
    what: 'a token that Airwallex refuses is kept, and no new one got',
    file: 'shared/payments/psp/airwallex-account.ts',
    find: 'refuses: ({ status }) => status === 401',
    put: 'refuses: ({ status }) => status === 403',
    tests: twoSteps,
  },
  {
    what: 'the token that was refused is given again',
    file: 'shared/payments/flows/tokens.ts',
    find: 'refused: refused?.reveal()',
    put: 'refused: undefined',
    tests: twoSteps,
  },
  {
    what: 'every process logs in for itself',
    file: 'shared/payments/flows/tokens.ts',
    find: 'id: `${account.paySp}:${login.name(account)}`',
    put: 'id: `${account.paySp}:${login.name(account)}:${shop.random.hex(4)}`',
    tests: twoSteps,
  },
];
