/**
 * Points and balance are entered under a record number, which is reserved first with what is to be entered. So the same number
 * counts once for all time, and what a process left unfinished is finished by its repetition or by the timer.
 */
import { PayError } from '../../kernel/errors';
import { change } from '../../kernel/versioned';
import { append } from './ledger';
import { NOTHING, plus, type Amounts, type Draft, type Entry } from './entry';
import type { MembersRoom } from './ports';
import { shareOf } from './order-share';
import { memberBehind } from './standing-member';
import { madeDue } from './telling';
import type { Reservation, Wish } from './wish';

/** What one entry may change and what a member may have, points and minor units. WeChat counts no further. */
export const MOST_CHANGE = 1_000_000_000;
export const MOST_TOTAL = 2_000_000_000;

/** No call of a function is older than this: by then it has finished what it began, or it never will. */
const LONGEST_CALL_MS = 60_000;
const MOST_HOPS = 8;

/**
 * Enters a wish, once, and answers its entry: the same for whoever repeats it. Undefined where there was nothing to enter.
 * @throws PayError RECORD_NUMBER_TAKEN, POINTS_TOO_FEW, INVALID_INPUT for a total beyond all bounds, BUSY
 */
export async function enterOnce(room: MembersRoom, wish: Wish): Promise<Entry | undefined> {
  return finish(room, await reserved(room, wish));
}

/** Enters what a reservation is for, unless it has been entered. Throws like `enterOnce`. */
export async function finish(room: MembersRoom, reservation: Reservation): Promise<Entry | undefined> {
  const isOpen = reservation.dueAt !== undefined;
  const before = isOpen ? undefined : await room.members.entryOfRecord(reservation.id);
  if (before) return before;
  const begun = isOpen ? reservation : await reopened(room, reservation);
  try {
    return await entered(room, begun);
  } catch (error) {
    // What cannot be entered now is not tried again until somebody repeats it.
    if (isRefusal(error)) await settle(room, begun);
    throw error;
  }
}

/** Whether an error says that a wish cannot be entered now. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof PayError && (error.code === 'POINTS_TOO_FEW' || error.code === 'INVALID_INPUT');

async function reopened(room: MembersRoom, reservation: Reservation): Promise<Reservation> {
  const dueAt = room.wechat.clock.now() + LONGEST_CALL_MS;
  const { document } = await change(room.members.reservations, reservation, (newest) =>
    newest.dueAt === undefined ? { ...newest, dueAt } : undefined,
  );
  return document;
}

async function entered(room: MembersRoom, reservation: Reservation): Promise<Entry | undefined> {
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    const standing = await memberBehind(room, reservation.member);
    const done = await append(room, standing.id, reservation.id, (totals) =>
      drafted(room, reservation, totals),
    );
    if (done.is === 'closed') continue;
    // What nobody is told of now is told by the timer, so the reservation stays open until then.
    await makeDue(room, standing.id);
    await settle(room, reservation);
    return done.is === 'there' ? done.entry : undefined;
  }
  throw new PayError('BUSY', 'this member is being joined with others at this moment. Try again');
}

async function settle({ members: { reservations } }: MembersRoom, reservation: Reservation): Promise<void> {
  await change(reservations, reservation, (newest) =>
    newest.dueAt === undefined ? undefined : { ...newest, dueAt: undefined },
  );
}

/** Says that WeChat has something to be told. */
export async function makeDue({ members: { members }, wechat }: MembersRoom, id: string): Promise<void> {
  // Read now, after the entry: an older view might say "due already" of a telling that is over.
  const member = await members.get(id);
  if (member) await change(members, member, (newest) => madeDue(newest, wechat.clock.now()));
}

async function reserved(room: MembersRoom, wish: Wish): Promise<Reservation> {
  const { reservations } = room.members;
  const known = await reservations.get(wish.id);
  if (known) return sameAs(room, known, wish);
  const refusal = wish.order ? undefined : refusalOf(wish, await totalsOf(room, wish.member));
  const fresh = { ...wish, version: 1, dueAt: room.wechat.clock.now() + LONGEST_CALL_MS };
  // A number is not used up by what cannot be entered anyway.
  if (!refusal && (await reservations.insert(fresh))) return fresh;
  // Perhaps it was this very wish that took the points meanwhile.
  const first = await reservations.get(wish.id);
  if (first) return sameAs(room, first, wish);
  throw refusal ?? new PayError('BUSY', `${wish.id} is being entered at this moment. Try again`);
}

async function sameAs(room: MembersRoom, known: Reservation, wish: Wish): Promise<Reservation> {
  const isSame =
    known.kind === wish.kind &&
    known.points === wish.points &&
    known.balance === wish.balance &&
    known.order?.total === wish.order?.total &&
    (known.member === wish.member ||
      (await memberBehind(room, known.member)).id === (await memberBehind(room, wish.member)).id);
  if (isSame) return known;
  throw new PayError(
    'RECORD_NUMBER_TAKEN',
    `${wish.id} was entered for another member or with other amounts`,
  );
}

async function totalsOf({ members }: MembersRoom, member: string): Promise<Amounts> {
  return (await members.lastEntry(member))?.after ?? NOTHING;
}

/** What is entered, over the newest totals. */
async function drafted(room: MembersRoom, wish: Wish, totals: Amounts): Promise<Draft | undefined> {
  const { kind, reason, order } = wish;
  if (order) return shareOf(order, await room.members.entryOfOrder(order.outTradeNo), reason);
  const refusal = refusalOf(wish, totals);
  if (refusal) throw refusal;
  return { kind, change: changeBy(wish), reason };
}

/** What a member spends does not take their level away. */
const changeBy = ({ points, balance }: Wish): Amounts => ({ points, balance, earned: Math.max(0, points) });

/** Why a wish cannot be entered over these totals. What payments earned and refunds take back is never refused. */
function refusalOf(wish: Wish, totals: Amounts): PayError | undefined {
  const after = plus(totals, changeBy(wish));
  for (const name of ['points', 'balance'] as const) {
    if (wish[name] < 0 && after[name] < 0) {
      return new PayError(
        'POINTS_TOO_FEW',
        `${name}: ${-wish[name]} should go and there are ${totals[name]}`,
      );
    }
    if (wish[name] > 0 && after[name] > MOST_TOTAL) {
      return new PayError('INVALID_INPUT', `${name} would come to more than ${MOST_TOTAL}`);
    }
  }
  return undefined;
}
