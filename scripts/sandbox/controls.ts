/** The controls of a sandbox: what happens on the payer's side or at the PSP on request, and the view of it all. */
import type { Acquirer } from './acquirer';
import type { HeldPayment, HeldRefund } from './ledger';
import { asOf, type Delivery, type LeftNotice } from './notifier';
import {
  ControlError,
  type Books,
  type PaymentView,
  type RefundView,
  type SandboxControls,
  type WechatPayment,
} from './sandbox';
import { type SandboxEvent } from './event';

/** The controls of the sandbox that holds this acquirer's payments. */
export function controlsOf(acquirer: Acquirer): SandboxControls {
  const { faults, notifier, kit, ledger } = acquirer;
  const books = keptBooks(acquirer);
  return {
    books,
    event: (event) => happen(acquirer, event),
    fault: (fault) => faults.add(fault),
    unfault(fault) {
      if (!faults.remove(fault))
        throw new ControlError(404, `${fault.operation}: ${fault.kind} does not wait here`);
    },
    view: () => ({
      ...books(),
      notifications: notifier.view(),
      faults: faults.list(),
      probes: acquirer.rules.probes,
    }),
    wechatPayments: () => ledger.allPayments().flatMap((each) => wechatPayment(acquirer, each)),
    reset: () => acquirer.clear(),
    stored: () => kit.file.stored(),
    idle: () => notifier.idle(),
  };
}

/** Made again only after something has changed: whoever watches looks often. */
function keptBooks(acquirer: Acquirer): () => Books {
  const { ledger } = acquirer;
  let kept: { readonly of: number; readonly books: Books } | undefined;
  return () => {
    if (kept?.of !== ledger.changes) {
      const payments = ledger.allPayments().map((each) => paymentView(acquirer, each));
      kept = { of: ledger.changes, books: { payments, refunds: ledger.allRefunds().map(refundView) } };
    }
    return kept.books;
  };
}

/** Has something happen, and notes it as a step of the payment's run. */
export async function happen(acquirer: Acquirer, event: SandboxEvent): Promise<unknown> {
  if (event.event === 'replay') return replay(acquirer, event);
  const payment = paymentFor(acquirer, event);
  const came = await comesTo(acquirer, event, payment);
  acquirer.kit.wire?.step(payment.outTradeNo, event);
  return came;
}

async function comesTo(acquirer: Acquirer, event: SandboxEvent, payment: HeldPayment): Promise<unknown> {
  const delivery: Delivery = {
    drop: event.drop_notify,
    copies: event.duplicate,
    delayMs: event.delay_ms,
    signedBy: event.signed_by,
  };
  switch (event.event) {
    case 'pay': {
      const { value, currency } = payment.amount;
      const paid = { value: event.amount ?? value, currency: event.currency ?? currency };
      return { payment: paymentView(acquirer, acquirer.pay(payment, paid, delivery)) };
    }
    case 'close':
      return { payment: paymentView(acquirer, acquirer.end(unpaid(acquirer, payment), 'expired', delivery)) };
    case 'fail':
      return { payment: paymentView(acquirer, acquirer.end(unpaid(acquirer, payment), 'failed', delivery)) };
    case 'backoffice_refund':
      return { refund: refundView(acquirer.refundInBackOffice(payment, event.amount)) };
    case 'refund_ok':
    case 'refund_fail':
      return { refund: refundView(settle(acquirer, event, payment, delivery)) };
    default:
      return probe(acquirer, event, payment);
  }
}

async function probe(acquirer: Acquirer, event: SandboxEvent, payment: HeldPayment): Promise<unknown> {
  const { kit, rules, notifier } = acquirer;
  const known: readonly SandboxEvent['event'][] = [...rules.probes, 'replay'];
  if (!known.includes(event.event))
    throw new ControlError(
      400,
      `event ${event.event} is not known to ${kit.paySp}; its probes: ${known.join(', ')}`,
    );
  const claimed = { ...payment, state: 'paid', paid: payment.amount, paidAt: kit.clock.now() } as const;
  const { content, headers } = rules.probe(event, claimed);
  return notifier.probe(content, headers);
}

async function replay(acquirer: Acquirer, event: SandboxEvent): Promise<unknown> {
  const { notifier, kit, rules } = acquirer;
  const { content, headers } = leftNotice(acquirer, event);
  kit.wire?.step(content.outTradeNo, event);
  if (event.age_ms === undefined) return notifier.probe(content, headers);
  const sentAt = kit.clock.now() - event.age_ms;
  const again = asOf(rules, content, sentAt);
  return notifier.probe(again, rules.headers(again.body, sentAt, event.signed_by));
}

/** The notice that is named, else the last one of the payment that is named, else the last one of all. */
function leftNotice({ notifier, ledger }: Acquirer, event: SandboxEvent): LeftNotice {
  const { notice_id: chosen, trade_no, out_trade_no } = event;
  if (chosen !== undefined) {
    const left = notifier.sent(chosen);
    if (left) return left;
    throw new ControlError(404, `replay: notice ${chosen} has not left since this start`);
  }
  const named = trade_no ?? out_trade_no;
  const mine = ledger.allPayments().filter((each) => isAbout(event, each));
  const last =
    named === undefined
      ? notifier.lastSent()
      : mine.reduceRight<LeftNotice | undefined>(
          (found, each) => found ?? notifier.lastSent(each.outTradeNo),
          undefined,
        );
  if (last) return last;
  throw new ControlError(409, `replay: no notice ${named === undefined ? '' : `of ${named} `}has left yet`);
}

/** The attempt named exactly, else the newest one under the merchant's number that suits the event. */
function paymentFor({ ledger }: Acquirer, event: SandboxEvent): HeldPayment {
  const all = ledger.allPayments();
  const mine = all.filter((each) => isAbout(event, each)).reverse();
  const suits = /refund/.test(event.event) ? 'paid' : 'open';
  const found = mine.find((each) => each.state === suits) ?? mine[0];
  if (found) return found;
  const which = event.trade_no ?? event.out_trade_no ?? 'any payment';
  const held = all.slice(-20).map((each) => each.outTradeNo);
  throw new ControlError(404, `${which} is not held here; held: ${held.join(', ') || 'nothing'}`);
}

/** A merchant that must not reuse a number counts its later attempts: X, X_2, X_3 … are all about X. */
function isAbout(event: SandboxEvent, { tradeNo, outTradeNo }: HeldPayment): boolean {
  if (event.trade_no !== undefined) return tradeNo === event.trade_no;
  if (event.out_trade_no === undefined || event.out_trade_no === outTradeNo) return true;
  const stem = `${event.out_trade_no}_`;
  return outTradeNo.startsWith(stem) && /^\d+$/.test(outTradeNo.slice(stem.length));
}

function unpaid(acquirer: Acquirer, payment: HeldPayment): HeldPayment {
  if (acquirer.isPayable(payment)) return payment;
  throw new ControlError(
    409,
    `${payment.outTradeNo} is ${payment.state}: only an open payment can end unpaid`,
  );
}

function settle(
  acquirer: Acquirer,
  event: SandboxEvent,
  payment: HeldPayment,
  delivery: Delivery,
): HeldRefund {
  const refunds = acquirer.ledger.refundsOf(payment.tradeNo);
  const wanted = (each: HeldRefund): boolean =>
    event.out_refund_no ? each.outRefundNo === event.out_refund_no : each.state === 'processing';
  const refund = refunds.findLast(wanted);
  if (!refund) {
    const held = refunds.map((each) => `${each.outRefundNo} (${each.state})`).join(', ') || 'none';
    throw new ControlError(404, `no such open refund of ${payment.outTradeNo}; its refunds: ${held}`);
  }
  const succeeds = event.event === 'refund_ok';
  const recovers = succeeds && refund.state === 'failed' && acquirer.rules.failedRefundHolds;
  if (refund.state !== 'processing' && !recovers)
    throw new ControlError(409, `refund ${refund.outRefundNo} is ${refund.state} already`);
  const failure = event.refund_status === 'CLOSED' ? 'closed' : 'failed';
  return acquirer.settle(refund, succeeds ? 'succeeded' : failure, delivery);
}

function paymentView({ ledger }: Acquirer, held: HeldPayment): PaymentView {
  const paid = held.paid?.value ?? 0;
  return {
    out_trade_no: held.outTradeNo,
    trade_no: held.tradeNo,
    ...(held.transactionId && { transaction_id: held.transactionId }),
    state: held.state,
    pay_method: held.payMethod,
    description: held.description,
    amount: held.amount,
    ...(held.paid && { paid: held.paid }),
    refunded: held.state === 'reversed' ? paid : ledger.refunded(held.tradeNo),
    notify_url: held.notifyUrl,
    created_at: held.createdAt,
    ...(held.paidAt !== undefined && { paid_at: held.paidAt }),
    ...(held.endedAt !== undefined && { ended_at: held.endedAt }),
  };
}

/** The words for merchants and payers that the doors of WeChat Pay keep with an order. */
const merchantTerms = ['mch_id', 'mchid', 'sp_mchid', 'sub_mch_id', 'sub_mchid'];
const payerTerms = ['sub_openid', 'openid', 'sp_openid'];

/** Paid inside WeChat is what had a prepay id. */
function wechatPayment({ ledger }: Acquirer, held: HeldPayment): WechatPayment[] {
  const { transactionId, paid, paidAt, prepayId, terms } = held;
  if (transactionId === undefined || paid === undefined || paidAt === undefined || prepayId === undefined)
    return [];
  const [openid = held.openid] = payerTerms.flatMap((name) => terms[name] ?? []);
  return [
    {
      ...{ transactionId, outTradeNo: held.outTradeNo, description: held.description },
      mchids: merchantTerms.flatMap((name) => terms[name] ?? []),
      ...(openid !== undefined && { openid }),
      amount: paid.value,
      refunded: held.state === 'reversed' ? paid.value : ledger.refunded(held.tradeNo),
      createdAt: held.createdAt,
      paidAt,
    },
  ];
}

function refundView(held: HeldRefund): RefundView {
  return {
    out_refund_no: held.outRefundNo,
    refund_no: held.refundNo,
    out_trade_no: held.outTradeNo,
    amount: held.amount,
    state: held.state,
    created_at: held.createdAt,
    ...(held.endedAt !== undefined && { ended_at: held.endedAt }),
  };
}
