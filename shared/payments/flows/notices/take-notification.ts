/**
 * A PSP knocks. Look, verify, read, settle, archive, answer: what is not verified changes and stores nothing, what is
 * verified is never lost. The answer asks for a repetition only where a repetition helps.
 */
import { PayError } from '../../../kernel/errors';
import type { HttpReply } from '../../../kernel/http';
import type { Fields } from '../../../kernel/fields';
import { present } from '../../../kernel/present';
import { asideReasons } from '../../order/aside-reasons';
import type { Fact, PaymentFact, RefundFact } from '../../order/facts';
import { attemptIn, refundOf, type Matter, type Order } from '../../order/order';
import { matterOf } from '../../order/aside';
import { withMatter } from '../../order/applied';
import { connectorOf } from '../../psp';
import type { Connector, Notifications, RawNotice, Rejected, Verified } from '../../psp/connector';
import type { Verdict } from '../../ports';
import { archive } from './archive';
import { askPsp, type AskedAttempt } from '../ask-psp';
import { askPspAboutRefund } from '../refunds/ask-refund';
import { fulfil } from '../fulfil';
import { changeOrder } from '../orders';
import { DEFAULT_CONFIG_ID, type ConnectedAccount } from '../payment-config';
import { settle, type Settled } from '../settle';
import { isSigning } from './signing-psps';
import type { Shop } from '../shop';

/**
 * A notice and the path it came to: `/notify/<paySp>/<configId>`; `paySp` is missing on the bare path. A call of the
 * platform names no configuration: it is that of the order.
 */
export interface Knock extends RawNotice {
  readonly paySp: string | undefined;
  readonly configId: string | undefined;
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
  const named = knock.paySp === undefined ? undefined : await connectorOf(knock.paySp);
  if (knock.paySp !== undefined && !named) return plain(404, 'no such PSP');
  const early = named && firstSight(shop, named, knock);
  return early ?? orFailed(shop, knock, named, () => open(shop, knock, named));
}

async function open(shop: Shop, knock: Knock, named: Connector | undefined): Promise<HttpReply> {
  const config = await shop.configs.get(knock.configId ?? (await configOfOrder(shop, named, knock)));
  const connected = config.account(named?.paySp ?? config.defaultSp());
  const { connector } = connected;
  // On the bare path the PSP, and with it the bytes that it wants, are known only now.
  const late = named ? undefined : firstSight(shop, connector, knock);
  return late ?? orFailed(shop, knock, connector, () => take(shop, connected, knock));
}

async function orFailed(
  shop: Shop,
  knock: Knock,
  connector: Connector | undefined,
  work: () => Promise<HttpReply>,
): Promise<HttpReply> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PayError && error.fields.config_id !== undefined) await explained(shop, error);
    return failed(shop, knock, connector, error);
  }
}

/** In the log, in full words. The PSP has its answer whether that can be done or not. */
const explained = (shop: Shop, { fields }: PayError): Promise<void> =>
  import('../people/examined')
    .then(({ logConfigProblems }) => logConfigProblems(shop, String(fields.config_id)))
    .catch(() => undefined);

/** The configuration of the order that an unverified call claims to be about; it is verified under it, or not at all. */
async function configOfOrder(shop: Shop, connector: Connector | undefined, knock: Knock): Promise<string> {
  const listener = connector?.notifications;
  const claimed = listener === undefined || listener === 'none' ? undefined : listener.claims?.(knock);
  const order = claimed === undefined ? undefined : await shop.store.orderOfAttempt(claimed);
  return order?.configId ?? DEFAULT_CONFIG_ID;
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
  if (why === 'CONFIG_MISSING' && (knock.configId ?? DEFAULT_CONFIG_ID) !== DEFAULT_CONFIG_ID)
    return plain(404, 'no such path');
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
  const reports = listener.read(notice, account);
  if (reports.length === 0) await archiveNoConcern(shop, connected, knock);
  const verdicts: Verdict[] = [];
  for (const report of reports) {
    verdicts.push(await takeFact(shop, connected, knock, { ...report, paySp: account.paySp }));
  }
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
    const { keys } = await shop.trustedKeys.of(shop, connected);
    return listener.verify(knock, connected.account, { now: shop.clock.now(), nonce: '', keys });
  };
  const first = await once();
  const mayBeNew = 'rejected' in first && first.rejected === 'unknown_key';
  return mayBeNew && (await shop.trustedKeys.refresh(shop, connected)) ? once() : first;
}

async function archiveNoConcern(shop: Shop, { account }: ConnectedAccount, knock: Knock): Promise<void> {
  const { paySp, configId } = account;
  const reason = asideReasons.no_concern();
  shop.log('notice', { pay_sp: paySp, verdict: 'kept_aside', reason });
  const receivedAt = shop.clock.now();
  const notice = {
    paySp,
    configId,
    outTradeNo: '',
    receivedAt,
    raw: rawOf(knock),
    verdict: 'kept_aside',
    reason,
  } as const;
  await shop.store.archiveNotice(notice);
}

/** A notice by GET has all that it says in its address. */
const rawOf = ({ body, query }: Knock): string =>
  body === '' ? new URLSearchParams(query).toString() : body;

async function takeFact(shop: Shop, connected: ConnectedAccount, knock: Knock, fact: Fact): Promise<Verdict> {
  const order = await orderOf(shop, fact);
  const taken = order ? await settleNotice(shop, connected, order, fact) : UNKNOWN_ORDER;
  const outTradeNo = order?.outTradeNo ?? fact.attemptNo ?? '';
  await conclude(shop, connected, taken, { fact: taken.believed ?? fact, outTradeNo, raw: rawOf(knock) });
  return taken.verdict;
}

/** Keeps what a notice came to, and does what follows from it. */
async function conclude(
  shop: Shop,
  { connector, account: { configId } }: ConnectedAccount,
  { verdict, reason, order, paidNow, isDenied }: Taken,
  message: { readonly fact: Fact; readonly outTradeNo: string; readonly raw: string },
): Promise<void> {
  const isForeign = isOfAnother(order, configId);
  const isHint = !isSigning(connector);
  const said = { ...message, configId, verdict, reason, isForeign, isHint, ...present({ isDenied }) };
  await Promise.all([archive(shop, said), order && fulfil(shop, order, paidNow)]);
  if (verdict === 'kept_aside' && order && !isForeign)
    await callPerson(shop, order, matterOf(message.fact, isDenied));
}

const isOfAnother = (order: Order | undefined, configId: string): boolean =>
  order !== undefined && order.configId !== configId;

/** What was kept aside of an order waits for a person. A notice of another configuration is not the order's business. */
async function callPerson(shop: Shop, order: Order, about: Matter): Promise<void> {
  await changeOrder(shop, order, (current) => {
    const told = withMatter(current, about, shop.clock.now());
    return told === current ? undefined : told;
  });
}

/** Looks up the order that a fact speaks of. */
async function orderOf(shop: Shop, fact: Fact): Promise<Order | undefined> {
  if (fact.attemptNo !== undefined) return shop.store.orderOfAttempt(fact.attemptNo);
  if (fact.kind !== 'refund') return undefined;
  // Not every PSP is known to name the refund: the number may be that of the payment.
  return (await shop.store.orderOfRefund(fact.outRefundNo)) ?? shop.store.orderOfAttempt(fact.outRefundNo);
}

/** What became of a notice in the end: what could not be proven was asked about. */
interface Taken extends Settled {
  readonly verdict: Verdict;
  /** What the PSP said when it was asked, where that was booked: an amount in a mere hint may be anybody's. */
  readonly believed?: Fact;
  /** The PSP denied it when it was asked. */
  readonly isDenied?: true;
}

const UNKNOWN_ORDER: Taken = { verdict: 'unknown_order', reason: 'no such order', paidNow: false };

const keptAside = (order: Order, reason: string): Taken => ({
  verdict: 'kept_aside',
  reason,
  order,
  paidNow: false,
});

/** Books a fact; where the notice alone is not to be believed, books what the PSP says when it is asked. */
async function settleNotice(
  shop: Shop,
  { connector, account }: ConnectedAccount,
  order: Order,
  fact: Fact,
): Promise<Taken> {
  if (order.configId !== account.configId) {
    const reason = asideReasons.other_configuration(account.configId, order.configId);
    return keptAside(order, reason);
  }
  if (fact.misfit === undefined && isHint(connector, fact)) return settleHint(shop, connector, order, fact);
  const settled = await settle(shop, order, fact);
  const { verdict } = settled;
  if (verdict !== 'unproven') return { ...settled, verdict };
  if (fact.kind === 'refund') throw unconfirmed(settled.reason);
  return confirm(shop, settled.order ?? order, fact, fact.spTradeNo);
}

/** Whether the message does not prove what it says. */
const isHint = (connector: Connector, fact: Fact): boolean => fact.hint ?? !isSigning(connector);

const unconfirmed = (why: string): PayError => new PayError('OUTCOME_UNKNOWN', why);

/** A hint that nothing confirms is forged or came too early: it is not acknowledged, so a true one comes again. */
async function settleHint(shop: Shop, connector: Connector, order: Order, fact: Fact): Promise<Taken> {
  if (fact.kind === 'refund') return settleHintedRefund(shop, order, fact);
  // A number from a mere hint could be that of somebody else's paid trade.
  const isProven = !fact.hint && isSigning(connector);
  const taken = await confirm(shop, order, fact, isProven ? fact.spTradeNo : undefined);
  if (taken.verdict === 'kept_aside' && taken.isDenied) throw unconfirmed(taken.reason);
  return taken;
}

/** Asks the PSP about the attempt of a notice, and books that. Throws when it does not say, so that the notice comes again. */
async function confirm(
  shop: Shop,
  order: Order,
  fact: PaymentFact,
  spTradeNo: string | undefined,
): Promise<Taken> {
  const known = attemptIn(order, fact.attemptNo);
  const attempt = known ?? neverMade(order, fact);
  const said = await askPsp(shop, order, {
    ...attempt,
    ...present({ spTradeNo: attempt.spTradeNo ?? spTradeNo }),
  });
  // Of what was never sent from here only money is for a person: anybody can make up a number.
  if (said.is !== 'ok' || (!known && said.value.status !== 'paid'))
    throw unconfirmed('the payment could not be confirmed by asking');
  const booked = proven(await settle(shop, order, said.value));
  if (said.value.status === 'paid' || fact.status !== 'paid') return { ...booked, believed: said.value };
  const reason = asideReasons.denied(fact.paySp, said.value.theirs);
  return { ...keptAside(booked.order ?? order, reason), isDenied: true };
}

/** What to ask about a number of the order's under which nothing was sent, as far as this order knows. */
const neverMade = ({ appid, createdAt }: Order, { paySp, attemptNo }: PaymentFact): AskedAttempt => ({
  ...{ paySp, no: attemptNo, appid, requestedAt: createdAt, cancels: 0, cancelUntil: 0 },
});

/** Throws where even the answer may be older than a cancel that is under way: the notice comes again, and the timer asks. */
function proven(one: Settled): Taken {
  const { verdict } = one;
  if (verdict === 'unproven') throw unconfirmed(one.reason);
  return { ...one, verdict };
}

/** A hint about a refund: books what the PSP says about it. Throws when it does not say, so that the notice comes again. */
async function settleHintedRefund(shop: Shop, order: Order, fact: RefundFact): Promise<Taken> {
  const refund = refundOf(order, fact.outRefundNo);
  const said = refund && (await askPspAboutRefund(shop, order, refund));
  if (!said || (said.is === 'unsent' && said.why === 'unaskable')) {
    const reason = asideReasons.unconfirmed_refund(fact.outRefundNo);
    return keptAside(order, reason);
  }
  if (said.is !== 'ok') throw unconfirmed('the refund could not be confirmed by asking');
  return { ...proven(await settle(shop, order, said.value)), believed: said.value };
}
