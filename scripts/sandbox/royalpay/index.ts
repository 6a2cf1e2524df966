/**
 * The royalpay sandbox, written from the vendor's documents (which pages, read when). It shares nothing with the
 * connector: a sandbox that signed with the connector's code would prove nothing.
 */
import { json } from '../../local-cloud/web';
import { Acquirer, type AcquirerRules, type SandboxKit } from '../acquirer';
import { controlsOf } from '../controls';
import { ControlError, type Sandbox } from '../sandbox';

const missing = (what: string): ControlError =>
  new ControlError(409, `scripts/sandbox/royalpay/index.ts: fill in ${what}`);

const rules: AcquirerRules = {
  // Pauses between one attempt to notify and the next, as published.
  retryAfterMs: [],
  signsAnswers: false,
  failedCanBePaid: false,
  failedRefundHolds: false,
  refundNo: (dice) => dice.hex(16),
  // Whether the PSP tells of refunds that were made in its back office.
  backOffice: { isNotified: false },
  headers: () => ({}),
  acknowledged: () => {
    throw missing('acknowledged: which answer of the merchant ends the repetitions');
  },
  paymentNotice: () => {
    throw missing('paymentNotice: what the PSP tells about a payment, signed');
  },
  refundNotice: () => {
    throw missing('refundNotice: what the PSP tells about a refund, or undefined where it tells nothing');
  },
  probes: ['forge'],
  probe: () => {
    throw missing('probe: what a forger would send');
  },
};

export async function royalpaySandbox(kit: SandboxKit): Promise<Sandbox> {
  const acquirer = new Acquirer(kit, rules);
  return {
    paySp: 'royalpay',
    ...controlsOf(acquirer),
    // Verify strictly, refuse what the real PSP would refuse, and wrap each operation in acquirer.faults.serve.
    handle: async () => json({ error: missing('handle: the wire protocol').message }, 501),
    // Finds the payment by strings.package; throws when the strings are not the ones that were handed out.
    bill: () => undefined,
    demoConfig: () => ({
      mchid: 'fill in',
      key: 'fill in',
      endpoint: `${kit.origin()}/sandbox/royalpay`,
    }),
  };
}
