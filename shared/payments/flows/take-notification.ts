/**
 * A PSP knocks. Look, verify, read, settle, archive, answer: what is not verified changes and stores nothing, what is
 * verified is never lost. The answer asks for a repetition only where a repetition helps.
 */
import type { HttpReply } from '../../kernel/exchange';
import type { Connector, Notifications, RawNotice, Rejected, Verified } from '../psp/connector';
import type { Fields } from '../../kernel/fields';
import { connectorOf } from '../psp';
import type { Fact, PaymentFact, RefundFact } from '../order/facts';
import { PayError } from '../../kernel/errors';
import { present } from '../../kernel/present';
import type { Order } from '../order/order';
import type { Verdict } from '../ports';
import { askAbout } from './ask-psp';
import { fulfil } from './fulfil';
import { DEFAULT_CONFIG_ID, type ConnectedAccount } from './payment-config';
import { askAboutRefund } from './refund';
import { orderOf, settle, type Settled } from './settle';
import type { Shop } from './shop';

/** A notice and the path it came to: `/notify/<paySp>/<configId>`; `paySp` is missing on the bare path. */
export interface Knock extends RawNotice {
  readonly paySp: string | undefined;
  readonly configId: string;
}

const STATUS_OF: Readonly<Record<Rejected['rejected'], number>> = {
  malformed: 400,
  unsigned: 401,
  bad_signature: 401,
  stale: 401,
  unknown_key: 401,
};

const plain = (status: number, body: string): HttpReply => ({
  status,
  headers: { 'content-type': 'text/plain' },
  body,
});

type Listener = Notifications<Fields>;

/** The exact answer for the PSP. Rejects only with programming errors. */
export async function takeNotification(shop: Shop, knock: Knock): Promise<HttpReply> {
  const named = knock.paySp === undefined ? undefined : connectorOf(knock.paySp);
  if (knock.paySp !== undefined && !named) return plain(404, 'no such PSP');
  const early = named && firstSight(shop, named, knock);
  if (early) return early;
  try {
    return await open(shop, knock, named);
  } catch (error) {
    return failed(shop, knock, named, error);
  }
}

async function open(shop: Shop, knock: Knock, named: Connector | undefined): Promise<HttpReply> {
  const config = await shop.configs.get(knock.configId);
  const connected = config.account(named?.paySp ?? config.defaultSp());
  // On the bare path the PSP is known only now.
  const late = named ? undefined : firstSight(shop, connected.connector, knock);
  return late ?? take(shop, connected, knock);
}

/** What refuses a notice before any key, database or SDK is touched. */
function firstSight(shop: Shop, { paySp, notifications }: Connector, knock: Knock): HttpReply | undefined {
  if (notifications === 'none') return plain(404, `${paySp} sends no notices`);
  if (notifications.by !== knock.method) return plain(405, `notices of ${paySp} come by ${notifications.by}`);
  const glance = notifications.glance(knock);
  return glance && refuse(shop, paySp, notifications, glance);
}

/** Our own trouble: the PSP is asked to come again. A configuration that nobody made is no trouble of ours. */
function failed(shop: Shop, knock: Knock, connector: Connector | undefined, error: unknown): HttpReply {
  const why = error instanceof PayError ? error.code : 'INTERNAL';
  if (why === 'CONFIG_MISSING' && knock.configId !== DEFAULT_CONFIG_ID) return plain(404, 'no such path');
  const detail = error instanceof Error ? error.message : '';
  shop.log('notice_failed', { pay_sp: connector?.paySp, why, detail });
  const listener = connector?.notifications;
  return listener === undefined || listener === 'none' ? plain(500, why) : listener.refused(500, why);
}

function refuse(shop: Shop, paySp: string, listener: Listener, { rejected }: Rejected): HttpReply {
  shop.log('notice_refused', { pay_sp: paySp, why: rejected });
  return listener.refused(STATUS_OF[rejected], rejected);
}

async function take(shop: Shop, connected: ConnectedAccount, knock: Knock): Promise<HttpReply> {
  const { connector, account } = connected;
  const listener = connector.notifications;
  if (listener === 'none') return plain(404, `${account.paySp} sends no notices`);
  const notice = await verify(shop, connected, listener, knock);
  if ('rejected' in notice) return refuse(shop, account.paySp, listener, notice);
  const facts = listener.read(notice, account);
  if (facts.length === 0) await archive(shop, connected, knock, NO_CONCERN);
  const verdicts: Verdict[] = [];
  for (const fact of facts) verdicts.push(await takeFact(shop, connected, knock, fact));
  return verdicts.includes('unknown_order') ? listener.refused(404, 'unknown order') : listener.accepted;
}

/** Verifies; a key that we do not know may be a new one, so the keys are fetched once and the notice is tried again. */
async function verify(
  shop: Shop,
  connected: ConnectedAccount,
  listener: Listener,
  knock: Knock,
): Promise<Verified | Rejected> {
  const once = async (): Promise<Verified | Rejected> => {
    const keys = await shop.trustedKeys.of(connected);
    return listener.verify(knock, connected.account, { now: shop.clock.now(), nonce: '', keys });
  };
  const first = await once();
  const mayBeNew = 'rejected' in first && first.rejected === 'unknown_key';
  return mayBeNew && (await shop.trustedKeys.refresh(connected)) ? once() : first;
}

type Outcome = Pick<Settled, 'verdict' | 'reason'> & { readonly outTradeNo: string };

const NO_CONCERN: Outcome = {
  verdict: 'kept_aside',
  reason: 'the notice concerns no payment or refund',
  outTradeNo: '',
};

async function takeFact(shop: Shop, connected: ConnectedAccount, knock: Knock, fact: Fact): Promise<Verdict> {
  const order = await orderOf(shop, fact);
  const settled = order ? await settleNotice(shop, connected, order, fact) : UNKNOWN_ORDER;
  const outTradeNo = order?.outTradeNo ?? fact.attemptNo ?? '';
  await Promise.all([
    archive(shop, connected, knock, { ...settled, outTradeNo }),
    settled.order && fulfil(shop, settled.order, settled.paidNow),
  ]);
  return settled.verdict;
}

const UNKNOWN_ORDER: Settled = { verdict: 'unknown_order', reason: 'no such order', paidNow: false };

/** Books a fact; where the notice alone is not to be believed, books what the PSP says when it is asked. */
async function settleNotice(
  shop: Shop,
  connected: ConnectedAccount,
  order: Order,
  fact: Fact,
): Promise<Settled> {
  const { connector, account } = connected;
  if (order.configId !== account.configId) {
    const reason = `the notice came for configuration ${account.configId}, the order is of ${order.configId}`;
    return { verdict: 'kept_aside', reason, order, paidNow: false };
  }
  if (!mustAsk(connector, order, fact)) return settle(shop, order, fact);
  if (fact.kind === 'refund') return settleHintedRefund(shop, order, fact);
  const said = await asked(shop, connector, order, fact);
  if (said.status === 'paid' || fact.status !== 'paid') return settle(shop, order, said);
  const reason = `the notice says paid, but ${account.paySp} says ${said.theirs} when asked`;
  // A hint that nothing confirms is forged or came too early: it is not acknowledged, so a true one comes again.
  if (isHint(connector, fact)) throw new PayError('OUTCOME_UNKNOWN', reason);
  return { verdict: 'kept_aside', reason, order, paidNow: false };
}

/** Hints always, unless they are for another account; and a `paid` after we closed the order, where closing gives the money back. */
function mustAsk(connector: Connector, order: Order, fact: Fact): boolean {
  if (fact.misfit !== undefined) return false;
  if (isHint(connector, fact)) return true;
  return (
    connector.can.closeReverses &&
    order.state === 'closed' &&
    fact.kind === 'payment' &&
    fact.status === 'paid'
  );
}

/** Whether the message does not prove what it says. */
const isHint = ({ notifications }: Connector, fact: Fact): boolean =>
  fact.hint ?? (notifications !== 'none' && notifications.believe === 'query');

/** What the PSP says about the attempt of a notice. Throws when it does not say, so that the notice comes again. */
async function asked(
  shop: Shop,
  connector: Connector,
  order: Order,
  fact: PaymentFact,
): Promise<PaymentFact> {
  const attempt = order.attempts.find((one) => one.no === fact.attemptNo);
  if (!attempt) return fact;
  // A number from a mere hint could be that of somebody else's paid trade.
  const isSigned =
    !fact.hint && connector.notifications !== 'none' && connector.notifications.believe === 'notice';
  const spTradeNo = attempt.spTradeNo ?? (isSigned ? fact.spTradeNo : undefined);
  const outcome = await askAbout(shop, order, { ...attempt, ...present({ spTradeNo }) });
  if (outcome.is !== 'ok')
    throw new PayError('OUTCOME_UNKNOWN', 'the payment could not be confirmed by asking');
  return outcome.value;
}

/** A hint about a refund: books what the PSP says about it. Throws when it does not say, so that the notice comes again. */
async function settleHintedRefund(shop: Shop, order: Order, fact: RefundFact): Promise<Settled> {
  const refund = order.refunds.find(({ outRefundNo }) => outRefundNo === fact.outRefundNo);
  const said = refund && (await askAboutRefund(shop, order, refund));
  if (!said) {
    const reason = `refund ${fact.outRefundNo} cannot be confirmed: not asked for here, or not to be asked about`;
    return { verdict: 'kept_aside', reason, order, paidNow: false };
  }
  if (said.is !== 'ok') throw new PayError('OUTCOME_UNKNOWN', 'the refund could not be confirmed by asking');
  return settle(shop, order, said.value);
}

async function archive(
  shop: Shop,
  { account }: ConnectedAccount,
  knock: Knock,
  outcome: Outcome,
): Promise<void> {
  const { verdict, reason, outTradeNo } = outcome;
  shop.log('notice', { pay_sp: account.paySp, out_trade_no: outTradeNo, verdict, reason });
  await shop.store.archiveNotice({
    paySp: account.paySp,
    outTradeNo,
    receivedAt: shop.clock.now(),
    // A notice by GET has all that it says in its address.
    raw: knock.body === '' ? new URLSearchParams(knock.query).toString() : knock.body,
    verdict,
    reason,
  });
}
