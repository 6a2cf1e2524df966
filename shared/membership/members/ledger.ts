/**
 * The ledger of one member: entries that are only ever appended, each with the totals after it. An entry's place is its
 * number, and a place is taken once, so whoever appends has seen all that stands before.
 */
import { PayError } from '../../kernel/errors';
import { NOTHING, plus, type Amounts, type Draft, type Entry } from './entry';
import type { MembersRoom } from './ports';

/** How an appending ended. `nothing`: there was nothing to enter. `closed`: the ledger takes no more. */
export type Appended =
  { readonly is: 'there'; readonly entry: Entry } | { readonly is: 'nothing' } | { readonly is: 'closed' };

/** Others who append to the same ledger at this moment are let past this often. */
const MOST_TRIES = 60;

/**
 * Appends what `decide` makes of the newest state under a record number, unless that number stands in a ledger already. Runs
 * `decide` again when another entry came first, so it must have no effects; it may throw to refuse.
 * @throws PayError BUSY when others were always first
 */
export async function append(
  { members, wechat }: MembersRoom,
  member: string,
  recordNo: string,
  decide: (totals: Amounts) => Promise<Draft | undefined>,
): Promise<Appended> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const last = await members.lastEntry(member);
    if (last?.kind === 'close') return { is: 'closed' };
    // Looked for after the last entry was read: what is entered later than that takes the place that is tried below.
    const same = await members.entryOfRecord(recordNo);
    if (same) return { is: 'there', entry: same };
    const draft = await decide(last?.after ?? NOTHING);
    if (!draft) return { is: 'nothing' };
    const entry = { ...draft, ...placeAfter(last, draft), member, recordNo, at: wechat.clock.now() };
    if (await members.appendEntry(entry)) return { is: 'there', entry };
    // The longer others were first, the longer they are let past.
    await wechat.clock.sleep((1 + tries) * (1 + (parseInt(wechat.random.hex(1), 16) % 16)));
  }
  throw new PayError('BUSY', 'others are entering points of this member at this moment. Try again');
}

const placeAfter = (last: Entry | undefined, { change }: Draft): Pick<Entry, 'seq' | 'after'> => ({
  seq: (last?.seq ?? 0) + 1,
  after: plus(last?.after ?? NOTHING, change),
});
