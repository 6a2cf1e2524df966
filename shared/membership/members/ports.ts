/** What members and their ledger need of the world. */
import type { Caller } from '../../kernel/ports';
import type { Documents } from '../../kernel/versioned';
import type { Wechat } from '../../wechat/open-api/wechat';
import type { Entry } from './entry';
import type { Account, Member } from './member';
import type { Reservation } from './wish';

/** A page of entries, newest first; documents that people edited into something else are only counted. */
export interface EntryPage {
  readonly entries: readonly Entry[];
  readonly unreadable: number;
}

export interface Due {
  readonly kind: 'members' | 'reservations';
  /** Milliseconds. */
  readonly now: number;
  readonly limit: number;
}

/** The database. Every method is one round trip. */
export interface MemberStore {
  readonly members: Documents<Member>;
  readonly reservations: Documents<Reservation>;
  /** The id of the member that a name stands for. */
  memberNamed(name: string): Promise<string | undefined>;
  /** Lets a name stand for a member, for ever. False when it stands for one already. */
  giveName(name: string, member: string): Promise<boolean>;
  /** The newest entry of a ledger. Throws PayError DOCUMENT_UNREADABLE. */
  lastEntry(member: string): Promise<Entry | undefined>;
  entryOfRecord(recordNo: string): Promise<Entry | undefined>;
  /** Of the entries about an order, the one that knows the most refunds. */
  entryOfOrder(outTradeNo: string): Promise<Entry | undefined>;
  /** Adds an entry. False when its place is taken. */
  appendEntry(entry: Entry): Promise<boolean>;
  /** Entries with a number below `before`, newest first. */
  entries(member: string, before: number, limit: number): Promise<EntryPage>;
  /** Ids of what the timer should look at, the longest due first. */
  due(question: Due): Promise<readonly string[]>;
  /** Puts what is due and cannot be read at the end of the timer's queue. Times in milliseconds. */
  postpone(
    kind: Due['kind'],
    id: string,
    when: { readonly now: number; readonly until: number },
  ): Promise<void>;
  /** The unionid in the record that function `login` keeps. */
  unionidOf(account: Account): Promise<string | undefined>;
}

export interface MembersRoom {
  readonly wechat: Wechat;
  readonly members: MemberStore;
  /**
   * The caller's phone number, verified by WeChat and kept because the configuration says so; with `+` and the country. Absent
   * where nobody is asked.
   */
  readonly phoneOf?: (caller: Caller) => Promise<string | undefined>;
}
