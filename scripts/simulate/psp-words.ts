/**
 * Answers in which a PSP says no in words of trouble, or in words that it never published, with or without having done what
 * was asked. Where a PSP's answers are signed nobody but itself can say them, so those have none here.
 */
import type { HttpReply } from '../../shared/kernel/http';

const json = (body: unknown): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const answers: Readonly<Record<string, (words: string) => HttpReply>> = {
  yaband: (message) => json({ status: false, code: '4711', message }),
  '2paynow': (words) => json({ status: 471, error_info: words }),
  supay: (message) => json({ status: 'F', message }),
  qfpay: (resperr) => json({ respcd: '4711', resperr }),
  latipay: (message) => json({ code: 4711, message }),
  nihaopay: (message) => ({ ...json({ code: 4711, label: 'error', message }), status: 402 }),
  pockyt: (retMsg) => ({ ...json({ ret_code: '004711', retMsg }), status: 400 }),
  royalpay: (return_msg) => json({ return_code: 'A_CODE_OF_TOMORROW', return_msg }),
  airwallex: (message) => ({ ...json({ code: 'a_code_of_tomorrow', message }), status: 400 }),
  cloudpay: (words) => json({ returnCode: 'FAIL', returnMsg: words }),
  v2: (words) => xml(words),
  v2sp: (words) => xml(words),
};

const xml = (words: string): HttpReply => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<xml><return_code>FAIL</return_code><return_msg>${words}</return_msg></xml>`,
});

/** `busy`: trouble, plainly said. `strange`: a no that can mean anything. Undefined where the PSP signs what it says. */
export function saidNo(paySp: string, kind: 'busy' | 'strange'): HttpReply | undefined {
  return answers[paySp]?.(kind === 'busy' ? 'system busy' : 'not possible, see the manual');
}
