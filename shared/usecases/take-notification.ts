/**
 * A PSP knocks. Look, verify, read, settle, archive, answer: what is not verified changes and stores nothing, what is
 * verified is never lost. The answer asks for a repetition only where a repetition helps.
 */
import type { Connector, HttpReply, RawNotice, Rejected, Verified } from '../connectors/connector';
import { connectorOf } from '../connectors';
import type { Fact, PaymentFact } from '../domain/facts';
import { PayError } from '../domain/errors';
import type { Order } from '../domain/order';
import type { Verdict } from '../ports';
import { askAbout } from './ask-psp';
import { fulfil } from './fulfil';
import type { ConnectedAccount } from './payment-config';
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

const UNKNOWN_PATH: HttpReply = {
  status: 404,
  headers: { 'content-type': 'text/plain' },
  body: 'no such PSP',
};

/** The exact answer for the PSP. Rejects only with programming errors. */
export async function takeNotification(shop: Shop, knock: Knock): Promise<HttpReply> {
  const seen = knock.paySp === undefined ? undefined : connectorOf(knock.paySp);
  if (knock.paySp !== undefined && !seen) return UNKNOWN_PATH;
  const glance = seen?.notifications.glance(knock);
  if (seen && glance) return refuse(shop, seen, glance);
  try {
    const config = await shop.configs.get(knock.configId);
    const connected = config.account(knock.paySp ?? config.defaultSp());
    return await take(shop, connected, knock);
  } catch (error) {
    return failed(shop, seen, error);
  }
}

/** Our own trouble: the PSP is asked to come again. */
function failed(shop: Shop, connector: Connector | undefined, error: unknown): HttpReply {
  const why = error instanceof PayError ? error.code : 'INTERNAL';
  shop.log('notice_failed', {
    pay_sp: connector?.paySp,
    why,
    detail: error instanceof Error ? error.message : '',
  });
  return connector?.notifications.refused(500, why) ?? { ...UNKNOWN_PATH, status: 500, body: why };
}

function refuse(shop: Shop, connector: Connector, { rejected }: Rejected): HttpReply {
  shop.log('notice_refused', { pay_sp: connector.paySp, why: rejected });
  return connector.notifications.refused(STATUS_OF[rejected], rejected);
}

async function take(shop: Shop, connected: ConnectedAccount, knock: Knock): Promise<HttpReply> {
  const { connector, account } = connected;
  const glance = connector.notifications.glance(knock);
  const notice = glance ?? (await verify(shop, connected, knock));
  if ('rejected' in notice) return refuse(shop, connector, notice);
  const facts = connector.notifications.read(notice, account);
  if (facts.length === 0) await archive(shop, connected, knock, NO_CONCERN);
  const verdicts: Verdict[] = [];
  for (const fact of facts) verdicts.push(await takeFact(shop, connected, knock, fact));
  return verdicts.includes('unknown_order')
    ? connector.notifications.refused(404, 'unknown order')
    : connector.notifications.accepted;
}

/** Verifies; a key that we do not know may be a new one, so the keys are fetched once and the notice is tried again. */
async function verify(shop: Shop, connected: ConnectedAccount, knock: Knock): Promise<Verified | Rejected> {
  const { connector, account } = connected;
  const once = async (): Promise<Verified | Rejected> => {
    const keys = await shop.trustedKeys.of(connected);
    return connector.notifications.verify(knock, account, { now: shop.clock.now(), nonce: '', keys });
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

/** A late `paid` for an order that we closed is asked for again where closing gives money back. */
async function settleNotice(
  shop: Shop,
  { connector, account }: ConnectedAccount,
  order: Order,
  fact: Fact,
): Promise<Settled> {
  if (order.configId !== account.configId) {
    const reason = `the notice came for configuration ${account.configId}, the order is of ${order.configId}`;
    return { verdict: 'kept_aside', reason, order, paidNow: false };
  }
  const isLatePaid = order.state === 'closed' && fact.kind === 'payment' && fact.status === 'paid';
  if (!isLatePaid || !connector.can.closeReverses) return settle(shop, order, fact);
  const said = await confirmed(shop, order, fact);
  if (said.status === 'paid') return settle(shop, order, said);
  const reason = `the notice says paid, the order is closed and ${account.paySp} now says ${said.theirs}`;
  return { verdict: 'kept_aside', reason, order, paidNow: false };
}

async function confirmed(shop: Shop, order: Order, fact: PaymentFact): Promise<PaymentFact> {
  const attempt = order.attempts.find((one) => one.no === fact.attemptNo);
  if (!attempt) return fact;
  const spTradeNo = fact.spTradeNo ?? attempt.spTradeNo;
  const outcome = await askAbout(shop, order, spTradeNo === undefined ? attempt : { ...attempt, spTradeNo });
  if (outcome.is !== 'ok') throw new PayError('OUTCOME_UNKNOWN', 'a late payment could not be confirmed');
  return outcome.value;
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
    raw: knock.body,
    verdict,
    reason,
  });
}
