/** Mistakes that somebody could make, each a change of a few characters. The tests must notice every one. */
import { accountMistakes } from './account-mistakes';
import { airwallexMistakes } from './airwallex-mistakes';
import { badInputMistakes } from './bad-input-mistakes';
import { cardMistakes } from './card-mistakes';
import { engineMistakes } from './engine-mistakes';
import { faceMistakes } from './face-mistakes';
import { flowMistakes } from './flow-mistakes';
import { identityMistakes } from './identity-mistakes';
import { memberMistakes } from './member-mistakes';
import { messageMistakes } from './message-mistakes';
import type { Mistake } from './mistake';
import { personMistakes } from './person-mistakes';
import { phoneMistakes } from './phone-mistakes';
import { pspMistakes } from './psp-mistakes';
import { pushMistakes } from './push-mistakes';
import { reconciliationMistakes } from './reconciliation-mistakes';
import { shopMistakes } from './shop-mistakes';
import { statementMistakes } from './statement-mistakes';
import { toolMistakes } from './tool-mistakes';
const domain = 'test/payments/order';
const codecs = 'test/codecs';
const contract = 'test/contract';
const usecases = 'test/payments/flows';

const rules: readonly Mistake[] = [
  {
    what: 'digits beyond the currency’s are cut off in silence',
    file: 'shared/kernel/money.ts',
    find: 'if (/[1-9]/.test(fraction.slice(digits)))',
    put: 'if (fraction.length > 8)',
    tests: 'test/kernel',
  },
  {
    what: 'five cents are written ".05"',
    file: 'shared/kernel/money.ts',
    find: 'padStart(digits + 1',
    put: 'padStart(digits',
    tests: 'test/kernel',
  },
  {
    what: 'amounts beyond 2^53 are taken',
    file: 'shared/kernel/money.ts',
    find: '!Number.isSafeInteger(value)',
    put: '!Number.isInteger(value)',
    tests: 'test/kernel',
  },
  {
    what: 'more money than asked for counts as paid',
    file: 'shared/payments/order/transitions.ts',
    find: 'if (!sameMoney(fact.amount, order.total))',
    put: 'if (fact.amount.value < order.total.value)',
    tests: domain,
  },
  {
    what: 'the paying app is not compared',
    file: 'shared/payments/order/transitions.ts',
    find: 'if (differs(fact.appid, attempt.appid))',
    put: 'if (differs(fact.appid, undefined))',
    tests: domain,
  },
  {
    what: 'a notice of one PSP pays an attempt at another',
    file: 'shared/payments/order/transitions.ts',
    find: 'if (attempt.paySp !== fact.paySp)',
    put: 'if (attempt.paySp === "")',
    tests: domain,
  },
  {
    what: 'late money is not flagged',
    file: 'shared/payments/order/transitions.ts',
    find: "late: order.state === 'closed'",
    put: 'late: false',
    tests: domain,
  },
  {
    what: 'the hook is not marked as due in the write that makes the order paid',
    file: 'shared/payments/order/transitions.ts',
    find: "hook: 'due',",
    put: "hook: 'none',",
    tests: domain,
  },
  {
    what: 'a second payment counts as a repetition',
    file: 'shared/payments/order/transitions.ts',
    find: 'order.paidAttempt !== attempt.no ||',
    put: 'order.paidAttempt === "" ||',
    tests: domain,
  },
  {
    what: 'a refund that succeeded can fail afterwards',
    file: 'shared/payments/order/refund-facts.ts',
    find: "if (refund.state === 'succeeded' && (fact.status",
    put: "if (refund.state === 'requested' && (fact.status",
    tests: domain,
  },
  {
    what: 'refunds that may still go are not held back',
    file: 'shared/payments/order/order.ts',
    find: "refund.state !== 'failed'",
    put: "refund.state === 'succeeded'",
    tests: domain,
  },
  {
    what: 'the journal grows without end',
    file: 'shared/payments/order/journal.ts',
    find: 'if (journal.length < FULL) return undefined;',
    put: 'if (journal.length < FULL * 100) return undefined;',
    tests: 'test/payments/flows/journal.test.ts',
  },
  {
    what: 'a full journal moves as many lines to the archive as there are',
    file: 'shared/payments/order/journal.ts',
    find: 'journal.slice(0, ARCHIVED_AT_ONCE)',
    put: 'journal.slice(0, journal.length - ARCHIVED_AT_ONCE)',
    tests: 'test/payments/flows/journal.test.ts',
  },
  {
    what: 'lines of the journal that somebody else archived are taken out again',
    file: 'shared/payments/order/journal.ts',
    find: 'if (order.journalFrom !== from) return undefined;',
    put: '',
    tests: 'test/payments/flows/journal.test.ts',
  },
  {
    what: 'the order lets lines of its journal go before the archive has them',
    file: 'shared/payments/flows/orders.ts',
    find: 'await shop.store.archiveJournal(lines);',
    put: 'shop.store.archiveJournal(lines).catch(() => undefined);',
    tests: 'test/payments/flows/journal.test.ts',
  },
  {
    what: 'the audit believes the document where the journal says otherwise',
    file: 'shared/payments/order/replay.ts',
    find: 'told.state === order.state ? []',
    put: 'order.journal.length > 0 ? []',
    tests: 'test/audit',
  },
  {
    what: 'the books let more go back than was there',
    file: 'scripts/audit/books.ts',
    find: 'if (left < 0)',
    put: 'if (left < -1000)',
    tests: 'test/audit',
  },
  {
    what: 'a refund is written without a line about what moved',
    file: 'shared/payments/order/journal.ts',
    find: '...refundMovesBetween(before, after),',
    put: '',
    tests: 'test/payments/flows/journal.test.ts',
  },
  {
    what: 'AES-GCM is decrypted without checking its tag',
    file: 'shared/codecs/aead.ts',
    find: 'Buffer.concat([decipher.update(ciphertext), decipher.final()])',
    put: 'Buffer.concat([decipher.update(ciphertext)])',
    tests: codecs,
  },
  {
    what: 'parameters are sorted by language, not by bytes',
    file: 'shared/codecs/sorted-params.ts',
    find: 'Buffer.compare(Buffer.from(a), Buffer.from(b))',
    put: 'a.localeCompare(b)',
    tests: codecs,
  },
  {
    what: 'a megabyte of brackets is parsed before it is refused',
    file: 'shared/kernel/json.ts',
    find: '  if (!isShallow(text)) return undefined;\n',
    put: '',
    tests: 'test/kernel',
  },
  {
    what: 'names that reach into a prototype are read',
    file: 'shared/kernel/json.ts',
    find: '!FORBIDDEN.has(name) && ',
    put: '',
    tests: codecs,
  },
  {
    what: 'a secret shows in JSON',
    file: 'shared/kernel/secret.ts',
    find: 'toJSON(): string {\n    return SHOWN;',
    put: 'toJSON(): string {\n    return this.#value;',
    tests: codecs,
  },
  {
    what: 'short RSA keys are taken',
    file: 'shared/codecs/keys.ts',
    find: 'const MIN_RSA_BITS = 2048',
    put: 'const MIN_RSA_BITS = 1024',
    tests: codecs,
  },
  {
    what: 'a message exactly 300 seconds old is believed',
    file: 'shared/wechat/api-v3/open.ts',
    find: '>= WINDOW_SECONDS',
    put: '> WINDOW_SECONDS',
    tests: contract,
  },
  {
    what: 'a message from the future is believed',
    file: 'shared/wechat/api-v3/open.ts',
    find: 'Math.abs(env.now / 1000 - Number(timestamp))',
    put: '(env.now / 1000 - Number(timestamp))',
    tests: contract,
  },
  {
    what: 'any trusted key vouches for any serial',
    file: 'shared/wechat/api-v3/open.ts',
    find: 'key.serial === serial && ',
    put: '',
    tests: contract,
  },
  {
    what: 'certificates that ran out still vouch',
    file: 'shared/wechat/api-v3/open.ts',
    find: '(key.notAfter ?? Infinity) > now',
    put: '(key.notAfter ?? Infinity) > 0',
    tests: contract,
  },
  {
    what: 'YabandPay’s notices are believed unverified',
    file: 'shared/payments/psp/yaband.ts',
    find: 'return fits ? verified',
    put: 'return fits || notice ? verified',
    tests: contract,
  },
  {
    what: 'the caller’s amount is not compared with the order’s',
    file: 'shared/payments/flows/unified-order.ts',
    find: '(totalFee ?? value) !== value ||',
    put: '(totalFee ?? value) < 0 ||',
    tests: usecases,
  },
  {
    what: 'two calls at once both ask the PSP for a payment',
    file: 'shared/payments/flows/unified-order.ts',
    find: 'if (last && isHeld(last.leaseUntil, now))',
    put: 'if (last && isHeld(last.leaseUntil, now + 1e12))',
    tests: usecases,
  },
  {
    what: 'a notice for an unknown order is acknowledged and lost',
    file: 'shared/payments/flows/notices/take-notification.ts',
    find: "verdicts.includes('unknown_order')",
    put: 'verdicts.length > 99',
    tests: usecases,
  },
  {
    what: 'the PSP is asked as often as anybody asks us',
    file: 'shared/payments/flows/ask-psp.ts',
    find: 'const ASK_EVERY_MS = 2000',
    put: 'const ASK_EVERY_MS = 0',
    tests: usecases,
  },
  {
    what: 'YabandPay is told to cancel without asking whether it was paid',
    file: 'shared/payments/flows/close-order.ts',
    find: 'if (can.closeReverses) {',
    put: 'if (can.closeReverses && !close) {',
    tests: usecases,
  },
  {
    what: 'every unknown serial downloads certificates',
    file: 'shared/payments/flows/notices/trusted-keys.ts',
    find: 'now - kept.triedAt > RETRY_MS',
    put: 'now - kept.triedAt >= 0',
    tests: usecases,
  },
  {
    what: 'addresses without TLS are taken',
    file: 'shared/payments/flows/web-address.ts',
    find: "protocol !== 'https:' && ",
    put: "protocol === 'ftp:' && ",
    tests: usecases,
  },
  {
    what: 'bodies of any size are read',
    file: 'shared/kernel/http-event.ts',
    find: 'const MAX_BODY_BYTES = 64 * 1024',
    put: 'const MAX_BODY_BYTES = 64 * 1024 * 1024',
    tests: 'test/kernel/http-event.test.ts',
  },
  {
    what: 'an internal error tells its text to the caller',
    file: 'shared/kernel/callable.ts',
    find: "'something went wrong on our side and was logged. Try again'",
    put: 'String(error)',
    tests: usecases,
  },
  {
    what: 'the domain imports a connector',
    file: 'shared/kernel/present.ts',
    find: 'type Present<T>',
    put: "export { connectors } from '../connectors';\ntype Present<T>",
    tests: 'test/architecture.test.ts',
  },
  {
    what: 'SuPay is asked for a mini-program payment in other words than documented',
    file: 'shared/payments/psp/supay.ts',
    find: "{ pay_way: 'JSAPI', pay_channel",
    put: "{ pay_way: 'MINI', pay_channel",
    tests: contract,
  },
  {
    what: 'the same v3 request has other bytes each time',
    file: 'shared/wechat/api-v3/sign.ts',
    find: 'nonce_str: env.nonce',
    put: 'nonce_str: String(process.hrtime.bigint())',
    tests: contract,
  },
  {
    what: 'a v3 refund that is sent again gets a number of its own',
    file: 'shared/payments/psp/wechat-v3.ts',
    find: 'out_refund_no: input.outRefundNo',
    put: 'out_refund_no: input.outRefundNo + env.nonce.slice(0, 4)',
    tests: contract,
  },
  {
    what: 'YabandPay’s secret key travels in the request',
    file: 'shared/payments/psp/yaband-account.ts',
    find: 'const head = { user: account.config.mchid, method',
    put: 'const head = { secret: account.config.key.reveal(), user: account.config.mchid, method',
    tests: contract,
  },
  {
    what: 'a connector loses an operation that its fixtures know',
    file: 'shared/payments/psp/yaband.ts',
    find: '  queryRefund: {',
    put: '  queryRefundLater: {',
    tests: contract,
  },
  {
    what: 'an open session at VR Payment counts as unlisted',
    file: 'shared/payments/psp/vr-results.ts',
    find: "[/^(000\\.200)/, 'pending']",
    put: "[/^(000\\.200)/, 'invalid']",
    tests: 'test/payments/psp',
  },
  {
    what: 'a forged call of the function books a cloudPay payment without asking',
    file: 'shared/payments/psp/cloudpay.ts',
    find: "    believe: 'query',",
    put: "    believe: 'notice',",
    tests: contract,
  },
];

/** All of them, by what they are about. */
export const mistakes: readonly Mistake[] = [
  ...rules,
  ...pspMistakes,
  ...airwallexMistakes,
  ...personMistakes,
  ...flowMistakes,
  ...engineMistakes,
  ...accountMistakes,
  ...shopMistakes,
  ...phoneMistakes,
  ...statementMistakes,
  ...identityMistakes,
  ...faceMistakes,
  ...cardMistakes,
  ...memberMistakes,
  ...pushMistakes,
  ...reconciliationMistakes,
  ...messageMistakes,
  ...badInputMistakes,
  ...toolMistakes,
];
