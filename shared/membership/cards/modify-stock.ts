/**
 * Changes of a card's stock. WeChat takes differences, and a difference that is sent twice counts twice; so each is recorded
 * before it is sent, one at a time for a card, and after a lost answer the card is read before anything is sent again.
 */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { isHeld } from '../../kernel/lease';
import { change } from '../../kernel/versioned';
import { getCard, modifyCardStock } from './card-apis';
import { MOST_STOCK } from './card-terms';
import { ask, call, errand, leaseEnd, wait, type Desk } from './desk';
import { cardId, recordNo } from './input';
import type { Stock, StockBook, StockChange, StockUnderWay } from './ports';
import { cardFailure } from './refusals';
import { compareStock } from './stock';
import { wholeNumber } from './terms';

const stockInput = v.pipe(
  v.object({
    card_id: cardId,
    increase_stock_value: v.optional(wholeNumber(1, MOST_STOCK)),
    reduce_stock_value: v.optional(wholeNumber(1, MOST_STOCK)),
    record_no: v.optional(recordNo),
    decision: v.optional(v.picklist(['applied', 'not_applied'], 'must be one of: applied, not_applied')),
  }),
  v.check(
    ({ increase_stock_value: more, reduce_stock_value: less }) =>
      (more === undefined) !== (less === undefined),
    'must have either increase_stock_value or reduce_stock_value',
  ),
);

/** `modifystock` */
export const stockErrand = errand(stockInput, async (desk, wish) => {
  const change = await modifyStock(desk, {
    cardId: wish.card_id,
    delta: wish.increase_stock_value ?? -(wish.reduce_stock_value ?? 0),
    recordNo: wish.record_no ?? `stock-${desk.wechat.random.hex(12)}`,
    decision: wish.decision,
  });
  return { card_id: change.cardId, record_no: change.recordNo, state: change.state };
});

interface StockWish {
  readonly cardId: string;
  readonly delta: number;
  readonly recordNo: string;
  /** What a person found out about a change that no reading can decide. */
  readonly decision: 'applied' | 'not_applied' | undefined;
}

/** A request that had no answer may still arrive; after this long it has, or never will. */
const SETTLED_MS = 10_000;
const PAUSE_MS = 250;
const MOST_ROUNDS = 80;

/**
 * Carries out a change; the same number counts once.
 * @throws PayError RECORD_NUMBER_TAKEN, CARD_NOT_FOUND, BUSY, WECHAT_*; each carries `record_no`, under which it may be repeated
 */
async function modifyStock(desk: Desk, wish: StockWish): Promise<StockChange> {
  try {
    const recorded = await record(desk, wish);
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      const applied = await turn(desk, recorded, wish);
      if (applied) return applied;
    }
    throw new PayError('BUSY', 'others change the stock of this card at this moment. Try again');
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    throw new PayError(error.code, error.message, { ...error.fields, record_no: wish.recordNo });
  }
}

/** The wish as it is recorded, now or earlier. */
async function record({ wechat, records, account, operator }: Desk, wish: StockWish): Promise<StockChange> {
  const { cardId, delta, recordNo } = wish;
  const { appid } = account;
  const id = `${appid}:${recordNo}`;
  const createdAt = wechat.clock.now();
  const first: StockChange = {
    ...{ id, version: 1, appid, recordNo, cardId, delta, operator },
    ...{ state: 'recorded', createdAt, endedAt: undefined },
  };
  const known = await records.stockChanges.get(id);
  if (!known && (await records.stockChanges.insert(first))) return first;
  const found = known ?? (await records.stockChanges.get(id));
  if (found?.cardId === cardId && found.delta === delta) return found;
  throw new PayError(
    'RECORD_NUMBER_TAKEN',
    `record_no ${recordNo} belongs to another change of stock. Use another one, or the card and number of the first request`,
  );
}

/** One look at whose turn it is; the change where it was carried out, undefined where it is worth looking again. */
async function turn(desk: Desk, recorded: StockChange, wish: StockWish): Promise<StockChange | undefined> {
  const book = await bookOf(desk, recorded.cardId);
  // In this order: a turn ends only after its change was concluded, so a book that is free after that shows it concluded.
  const wished = (await desk.records.stockChanges.get(recorded.id)) ?? recorded;
  if (wished.state === 'applied') return wished;
  const { underWay } = book;
  if (!underWay) return send(desk, book, wished);
  if (isHeld(underWay.leaseUntil, desk.wechat.clock.now())) {
    await wait(desk.wechat, PAUSE_MS, 'another change of this stock is under way');
    return undefined;
  }
  await settle(desk, book, underWay, wish);
  return undefined;
}

async function bookOf({ records, account }: Desk, cardId: string): Promise<StockBook> {
  const id = `${account.appid}:${cardId}`;
  const found = await records.stockBooks.get(id);
  if (found) return found;
  const first: StockBook = { id, version: 1, appid: account.appid, cardId, underWay: undefined };
  if (await records.stockBooks.insert(first)) return first;
  return (await records.stockBooks.get(id)) ?? first;
}

/** Takes the turn and sends; undefined when another call took the turn first. */
async function send(desk: Desk, book: StockBook, wished: StockChange): Promise<StockChange | undefined> {
  const { cardId, delta, recordNo } = wished;
  const before = await readStock(desk, cardId);
  const now = desk.wechat.clock.now();
  const leaseUntil = leaseEnd(desk.wechat);
  const underWay: StockUnderWay = { recordNo, delta, before, sentAt: now, leaseUntil };
  const taken: StockBook = { ...book, underWay, version: (book.version ?? 0) + 1 };
  // The version is that of before the reading: whoever changed the stock since makes this fail.
  if (!(await desk.records.stockBooks.replace(taken, book.version))) return undefined;
  const amount = delta > 0 ? { increase_stock_value: delta } : { reduce_stock_value: -delta };
  const body = { card_id: cardId, ...amount };
  const outcome = await call(desk, modifyCardStock, { body });
  const what = `changing the stock of card ${cardId}`;
  switch (outcome.is) {
    case 'ok':
      return conclude(desk, taken, wished);
    case 'refused':
    case 'unsent':
      await free(desk, taken);
      throw cardFailure(outcome, what);
    case 'unknown': {
      const open = await endLease(desk, taken, underWay);
      const after = await stockIfReadable(desk, cardId);
      if (after && compareStock(before, after, delta) === 'applied') return conclude(desk, open, wished);
      throw cardFailure(outcome, what, `Repeat it with record_no ${recordNo}: it counts once`);
    }
  }
}

/** Finds out about a change that was sent and not concluded, whoever sent it, and frees the turn. */
async function settle(desk: Desk, book: StockBook, underWay: StockUnderWay, wish: StockWish): Promise<void> {
  const { clock } = desk.wechat;
  const { recordNo, sentAt, before, delta } = underWay;
  const sent = await desk.records.stockChanges.get(`${desk.account.appid}:${recordNo}`);
  if (!sent || sent.state === 'applied') {
    await free(desk, book);
    return;
  }
  const restMs = sentAt + SETTLED_MS - clock.now();
  if (restMs > 0) await wait(desk.wechat, restMs, 'a change of this stock may still be on its way');
  const found = compareStock(before, await readStock(desk, book.cardId), delta);
  const decided = found === 'undecided' ? decisionOf(wish, recordNo) : found;
  if (decided === 'applied') await conclude(desk, book, sent);
  else await free(desk, book);
}

/** What a person says; a change that nobody can decide stays where it is. */
function decisionOf({ recordNo, decision }: StockWish, open: string): 'applied' | 'not applied' {
  if (recordNo === open && decision !== undefined) return decision === 'applied' ? 'applied' : 'not applied';
  throw new PayError(
    'WECHAT_UNKNOWN',
    `nobody can see whether the change of stock ${open} arrived, for others changed this stock too. Look at the card in ` +
      `WeChat's console, then repeat ${open} with decision "applied" or "not_applied"`,
  );
}

/** Written into the wish first: a crash in between leaves a turn that the next call finds concluded. */
async function conclude(desk: Desk, book: StockBook, wished: StockChange): Promise<StockChange> {
  const endedAt = desk.wechat.clock.now();
  const { document } = await change<StockChange>(desk.records.stockChanges, wished, (newest) =>
    newest.state === 'applied' ? undefined : { ...newest, state: 'applied', endedAt },
  );
  await free(desk, book);
  return document;
}

/** Ends exactly this turn: a book that was written since belongs to somebody else's. */
async function free({ records }: Desk, book: StockBook): Promise<void> {
  const freed = { ...book, underWay: undefined, version: (book.version ?? 0) + 1 };
  await records.stockBooks.replace(freed, book.version);
}

async function endLease({ records }: Desk, book: StockBook, underWay: StockUnderWay): Promise<StockBook> {
  const open = { ...book, underWay: { ...underWay, leaseUntil: 0 }, version: (book.version ?? 0) + 1 };
  return (await records.stockBooks.replace(open, book.version)) ? open : book;
}

/** For a look after which the answer is "unknown" anyway: why it failed is no news. */
async function stockIfReadable(desk: Desk, cardId: string): Promise<Stock | undefined> {
  const outcome = await call(desk, getCard, { body: { card_id: cardId } });
  return outcome.is === 'ok' ? outcome.value : undefined;
}

async function readStock(desk: Desk, cardId: string): Promise<Stock> {
  const attempt = { what: `reading the stock of card ${cardId}` };
  const { quantity, total } = await ask(desk, getCard, { body: { card_id: cardId } }, attempt);
  if (quantity !== undefined || total !== undefined) return { quantity, total };
  throw new PayError('WECHAT_UNKNOWN', `${attempt.what}: WeChat does not say it`);
}
