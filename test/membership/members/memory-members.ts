/** The members' store in memory: every method one round trip, which a test may hold up, break off before or break off after. */
import type { Entry } from '../../../shared/membership/members/entry';
import { nameOf, type Account, type Member } from '../../../shared/membership/members/member';
import type { Due, EntryPage, MemberStore } from '../../../shared/membership/members/ports';
import type { Reservation } from '../../../shared/membership/members/wish';
import type { Documents, Versioned } from '../../../shared/kernel/versioned';

/** What happens around the round trips of one process. */
export interface Process {
  /** How long a round trip takes. */
  pause(call?: string): Promise<void>;
  /** Throws where the process ends before the database hears of it. */
  before(call: string): void;
  /** Throws where the process ends before it hears of the answer. */
  after(call: string): void;
}

export const undisturbed: Process = {
  pause: () => new Promise(setImmediate),
  before: () => undefined,
  after: () => undefined,
};

export interface KnownPerson {
  readonly unionid?: string;
  readonly phone?: string;
}

/** What is stored; any number of processes work on it. */
export class MemoryDatabase {
  readonly members = new Map<string, Member>();
  readonly reservations = new Map<string, Reservation>();
  readonly names = new Map<string, string>();
  readonly entries = new Map<string, Entry>();
  /** What function `login` knows, by account. */
  readonly people = new Map<string, KnownPerson>();
  /** Ids of documents that people edited into something else. */
  readonly spoilt = new Set<string>();
  /** Until when what is due was put off. */
  readonly postponed = new Map<string, number>();

  /** Entries of a ledger in order. */
  ledger(member: string): readonly Entry[] {
    return [...this.entries.values()].filter((one) => one.member === member).sort((a, b) => a.seq - b.seq);
  }

  /** Who stands for a person, followed through all joinings. */
  standing(account: Account): Member {
    let found = this.members.get(this.names.get(nameOf.account(account)) ?? '');
    while (found?.joinedTo !== undefined) found = this.members.get(found.joinedTo);
    if (!found) throw new Error('nobody');
    return found;
  }

  totals(account: Account): { points: number; balance: number } {
    const { points = 0, balance = 0 } = this.ledger(this.standing(account).id).at(-1)?.after ?? {};
    return { points, balance };
  }
}

/** One process's way to the database. */
export function memoryMembers(database: MemoryDatabase, process: Process = undisturbed): MemberStore {
  const round = async <T>(call: string, work: () => T): Promise<T> => {
    await process.pause(call);
    process.before(call);
    const result = work();
    process.after(call);
    return result;
  };

  const documents = <T extends Versioned & { readonly id: string }>(
    kind: string,
    table: Map<string, T>,
  ): Documents<T> => ({
    idOf: ({ id }) => id,
    get: (id) =>
      round(`${kind}.get`, () => {
        if (database.spoilt.has(id)) throw new Error(`${id} is spoilt`);
        return table.get(id);
      }),
    insert: (one) =>
      round(`${kind}.insert`, () => {
        if (table.has(one.id)) return false;
        table.set(one.id, one);
        return true;
      }),
    replace: (one, expected) =>
      round(`${kind}.replace`, () => {
        if (table.get(one.id)?.version !== expected) return false;
        table.set(one.id, one);
        return true;
      }),
  });

  const newest = (
    fits: (entry: Entry) => boolean,
    by: (entry: Entry) => number = ({ seq }) => seq,
  ): Entry | undefined => [...database.entries.values()].filter(fits).sort((a, b) => by(b) - by(a))[0];

  return {
    members: documents('members', database.members),
    reservations: documents('reservations', database.reservations),
    memberNamed: (name) => round('memberNamed', () => database.names.get(name)),
    giveName: (name, member) =>
      round('giveName', () => {
        if (database.names.has(name)) return false;
        database.names.set(name, member);
        return true;
      }),
    lastEntry: (member) => round('lastEntry', () => newest((one) => one.member === member)),
    entryOfRecord: (recordNo) => round('entryOfRecord', () => newest((one) => one.recordNo === recordNo)),
    entryOfOrder: (outTradeNo) =>
      round('entryOfOrder', () =>
        newest(
          ({ order }) => order?.outTradeNo === outTradeNo,
          ({ order }) => order?.refunded ?? 0,
        ),
      ),
    appendEntry: (entry) =>
      round('appendEntry', () => {
        const id = `${entry.member}:${entry.seq}`;
        if (database.entries.has(id)) return false;
        database.entries.set(id, entry);
        return true;
      }),
    entries: (member, before, limit): Promise<EntryPage> =>
      round('entries', () => {
        const page = database.ledger(member).filter(({ seq }) => seq < before);
        return { entries: page.reverse().slice(0, limit), unreadable: 0 };
      }),
    due: ({ kind, now, limit }: Due) =>
      round('due', () =>
        [...database[kind].values()]
          .filter(
            ({ id, dueAt = Infinity }) =>
              Math.max(dueAt, database.postponed.get(`${kind} ${id}`) ?? 0) <= now,
          )
          .sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    postpone: (kind, id, { until }) =>
      round('postpone', () => void database.postponed.set(`${kind} ${id}`, until)),
    unionidOf: (account) => round('unionidOf', () => database.people.get(nameOf.account(account))?.unionid),
  };
}
