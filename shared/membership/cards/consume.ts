/**
 * Consuming a code: for ever, and once. The intent is recorded before WeChat is told, so that "already consumed" can be told
 * apart: it was us, and the customer has a right to it, or it was somebody else, and the code is worth nothing.
 */
import { createHash } from 'node:crypto';
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import { isHeld } from '../../kernel/lease';
import { change } from '../../kernel/versioned';
import { consumeCode, type ToldCode } from './code-apis';
import { lookUp, lookUpIfReadable, stateOf, type CodeName } from './code-state';
import { call, leaseEnd, wait, type Desk } from './desk';
import type { Consumption } from './ports';
import { cardFailure } from './refusals';

export interface ConsumeWish extends CodeName {
  /** The operator's own number for the sale; another number of the same operator is another sale. */
  readonly recordNo: string | undefined;
}

/** A request that had no answer may still arrive; after this long it has, or never will. */
const SETTLED_MS = 10_000;
const PAUSE_MS = 250;
const MOST_ROUNDS = 80;
const ALREADY_CONSUMED = 40099;

/** One record for each card and code. A digest, because record numbers are spoken of in errors, and codes must not be. */
export function consumptionId(appid: string, cardId: string, code: string): string {
  return createHash('sha256')
    .update(JSON.stringify([appid, cardId, code]))
    .digest('hex');
}

/**
 * Consumes a code; asked again for the same sale it answers the same.
 * @throws PayError CODE_CONSUMED (by somebody else), CARD_NOT_USABLE, CARD_NOT_FOUND, BUSY, WECHAT_*
 */
export async function consume(desk: Desk, wish: ConsumeWish): Promise<Consumption> {
  const cardId = wish.cardId ?? (await lookUp(desk, wish)).cardId;
  const asked = { ...wish, cardId };
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const intent = await intentFor(desk, asked);
    if (isOver(intent)) return asOurs(desk, intent, asked);
    if (isHeld(intent.leaseUntil, desk.wechat.clock.now())) {
      await wait(desk.wechat, PAUSE_MS, 'this code is being consumed at this moment');
      continue;
    }
    const held = await hold(desk, intent);
    const ended = held && (await carryOut(desk, held, asked));
    if (ended) return asOurs(desk, ended, asked);
  }
  throw new PayError('BUSY', 'others consume this code at this moment. Try again');
}

interface Asked extends ConsumeWish {
  readonly cardId: string;
}

const isOver = ({ state }: Consumption): boolean => state === 'consumed' || state === 'foreign';

function belongsTo(desk: Desk, { operator, recordNo }: Consumption, asked: Asked): boolean {
  return operator === desk.operator && (asked.recordNo === undefined || asked.recordNo === recordNo);
}

/** What became of a code, for those who wanted it. */
function asOurs(desk: Desk, ended: Consumption, asked: Asked): Consumption {
  if (ended.state === 'consumed' && belongsTo(desk, ended, asked)) return ended;
  const by = ended.state === 'foreign' ? 'at the counter or through another system' : 'for another sale';
  throw new PayError('CODE_CONSUMED', `the code was consumed ${by}; it is worth nothing any more`);
}

/** The intent to consume a code, made now or found. */
async function intentFor({ wechat, records, account, operator }: Desk, asked: Asked): Promise<Consumption> {
  const { code, cardId, recordNo } = asked;
  const id = consumptionId(account.appid, cardId, code);
  const known = await records.consumptions.get(id);
  if (known) return known;
  const first: Consumption = {
    ...{ id, version: 1, appid: account.appid, cardId, code, state: 'recorded', operator, recordNo },
    ...{ openid: undefined, source: undefined, endedAt: undefined },
    ...{ createdAt: wechat.clock.now(), sentAt: 0, leaseUntil: 0 },
  };
  if (await records.consumptions.insert(first)) return first;
  return (await records.consumptions.get(id)) ?? first;
}

/** The intent with this call's lease; undefined when another call was first. */
async function hold(desk: Desk, intent: Consumption): Promise<Consumption | undefined> {
  return written(desk, intent, { leaseUntil: leaseEnd(desk.wechat) });
}

async function written(
  { records }: Desk,
  intent: Consumption,
  fields: Partial<Consumption>,
): Promise<Consumption | undefined> {
  const next = { ...intent, ...fields, version: (intent.version ?? 0) + 1 };
  return (await records.consumptions.replace(next, intent.version)) ? next : undefined;
}

/** Looks, and consumes what is there to be consumed. Undefined when it is worth looking again. */
async function carryOut(desk: Desk, held: Consumption, asked: Asked): Promise<Consumption | undefined> {
  try {
    const told = await lookUp(desk, asked);
    // What was consumed before we told WeChat anything was consumed by somebody else.
    if (told.status === 'CONSUMED')
      return await end(desk, held, wasSent(held) ? 'consumed' : 'foreign', told.openid);
    if (told.status !== 'NORMAL' || !told.canConsume) throw notUsable(told);
    const isOurs = belongsTo(desk, held, asked);
    const restMs = wasSent(held) && !isOurs ? held.sentAt + SETTLED_MS - desk.wechat.clock.now() : 0;
    if (restMs > 0)
      throw new PayError('BUSY', 'the code may be consumed for another sale. Try again in ten seconds');
    return await tell(desk, held, asked, told);
  } catch (error) {
    await change(desk.records.consumptions, held, (newest) =>
      newest.leaseUntil === held.leaseUntil && !isOver(newest) ? { ...newest, leaseUntil: 0 } : undefined,
    );
    throw error;
  }
}

const wasSent = ({ state }: Consumption): boolean => state === 'sending';

function notUsable(told: ToldCode): PayError {
  const state = stateOf(told);
  const why =
    state === 'normal' ? 'cannot be consumed now: see begin_time, end_time and its hours' : `is ${state}`;
  return new PayError('CARD_NOT_USABLE', `the card ${why} (${told.status})`);
}

/** What is known when WeChat is told. */
interface Telling {
  readonly asked: Asked;
  readonly told: ToldCode;
  /** An earlier telling for the same sale had no answer. */
  readonly wasDoubtful: boolean;
}

async function tell(
  desk: Desk,
  held: Consumption,
  asked: Asked,
  told: ToldCode,
): Promise<Consumption | undefined> {
  const wasDoubtful = wasSent(held) && belongsTo(desk, held, asked);
  const recordNo = asked.recordNo ?? (wasDoubtful ? held.recordNo : undefined);
  const sentAt = desk.wechat.clock.now();
  const { operator } = desk;
  const sending = await written(desk, held, { state: 'sending', operator, recordNo, sentAt });
  if (!sending) return undefined;
  const body = { code: asked.code, card_id: asked.cardId };
  const outcome = await call(desk, consumeCode, { body });
  if (outcome.is === 'ok') return end(desk, sending, 'consumed', outcome.value.openid ?? told.openid);
  return withoutAnswer(desk, sending, outcome, { asked, told, wasDoubtful });
}

/** Anything but "done". Throws unless the code turns out to be consumed. */
async function withoutAnswer(
  desk: Desk,
  sending: Consumption,
  outcome: Exclude<Outcome<unknown>, { is: 'ok' }>,
  { asked, told, wasDoubtful }: Telling,
): Promise<Consumption> {
  if (outcome.is === 'refused' && outcome.code === ALREADY_CONSUMED) {
    return end(desk, sending, wasDoubtful ? 'consumed' : 'foreign', told.openid);
  }
  if (outcome.is === 'unknown') {
    const after = await lookUpIfReadable(desk, asked);
    if (after?.status === 'CONSUMED') return end(desk, sending, 'consumed', after.openid);
  } else if (!wasDoubtful) await written(desk, sending, { state: 'recorded', leaseUntil: 0 });
  const look = 'Ask again: it is consumed once, however often it is asked';
  throw cardFailure(outcome, 'consuming the code', look);
}

/** Writes down how it ended. What WeChat has told us of meanwhile stays. */
async function end(
  desk: Desk,
  intent: Consumption,
  state: 'consumed' | 'foreign',
  openid: string | undefined,
): Promise<Consumption> {
  const endedAt = desk.wechat.clock.now();
  const { document } = await change(desk.records.consumptions, intent, (newest) =>
    isOver(newest) ? undefined : { ...newest, state, openid, endedAt, leaseUntil: 0 },
  );
  return document;
}
