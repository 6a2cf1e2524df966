/** The store port in memory: conditional writes are real, every call yields, and sequential rounds are counted. */
import { PayError } from '../../../shared/kernel/errors';
import type {
  ArchivedNotice,
  AsideFilter,
  AsideNotice,
  Decided,
  DueOrder,
  DueQuestion,
  Goods,
  Listed,
  NoticeCount,
  OfConfig,
  OrderFilter,
  OrderSearch,
  PutOff,
  Store,
  StrayNotice,
  StrayQuestion,
  Verdict,
} from '../../../shared/payments/ports';
import type { ArchivedLines } from '../../../shared/payments/order/journal';
import {
  currentAttempt,
  goingBack,
  refundOf,
  type JournalEntry,
  type Order,
} from '../../../shared/payments/order/order';
import { dueAt } from '../../../shared/payments/order/schedule';

interface Archived extends ArchivedNotice {
  readonly _id: string;
  readonly decided?: Decided;
}

/** The number of the payment is learned later than what was said of it. */
function shown({ _id, id: _, raw: _raw, verdict: _verdict, about, ...notice }: Archived): AsideNotice {
  const spTradeNo = notice.spTradeNo;
  const told = about && {
    paySp: about.paySp,
    no: about.no,
    says: about.says,
    ...(spTradeNo === undefined ? {} : { spTradeNo }),
  };
  return { id: _id, ...notice, ...(told ? { about: told } : {}) };
}

export class MemoryStore implements Store {
  readonly orderTable = new Map<string, Order>();
  /** When orders that cannot be read are looked at again. */
  readonly postponed = new Map<string, number>();
  readonly unreadableSince = new Map<string, number>();
  /** Orders whose documents somebody has spoilt. */
  readonly spoilt = new Set<string>();
  archive: Archived[] = [];
  readonly configTable = new Map<string, Readonly<Record<string, unknown>>>();
  readonly refundNumbers = new Map<string, string>();
  /** Older lines of journals, by order number and first line. */
  readonly journals = new Map<string, ArchivedLines>();
  goodsTable: readonly Goods[] = [];
  /** Calls so far. */
  calls: string[] = [];
  /** Sequential rounds so far: calls that are under way together count as one. */
  rounds = 0;
  /** Set by a test: runs before a call and may throw in its place. */
  before: (call: string) => void = () => undefined;
  /** Set by a test: runs after the effect of a call and may throw, as a process that dies there. */
  after: (call: string) => void = () => undefined;
  /** Set by a test: what a call waits for. */
  pause: () => Promise<void> = () => new Promise(setImmediate);
  private underWay = 0;

  private async round<T>(call: string, work: () => T): Promise<T> {
    this.calls.push(call);
    if (this.underWay === 0) this.rounds += 1;
    this.underWay += 1;
    try {
      await this.pause();
      this.before(call);
      const result = work();
      this.after(call);
      return result;
    } finally {
      this.underWay -= 1;
    }
  }

  /** The rounds and calls of what a test does next start at nought. */
  resetCounts(): void {
    this.calls = [];
    this.rounds = 0;
  }

  private read(id: string): Order | undefined {
    if (this.spoilt.has(id)) throw new PayError('DOCUMENT_UNREADABLE', `order ${id} is not as documented`);
    return this.orderTable.get(id);
  }

  private all(): readonly Order[] {
    return [...this.orderTable.values()];
  }

  configDocument(id: string): ReturnType<Store['configDocument']> {
    return this.round('configDocument', () => this.configTable.get(id));
  }

  configIds(limit: number): Promise<readonly string[]> {
    return this.round('configIds', () => [...this.configTable.keys()].slice(0, limit));
  }

  goods(ids?: readonly string[]): Promise<Listed<Goods>> {
    return this.round('goods', () => ({
      items: this.goodsTable.filter((one) => ids?.includes(one.goodsId) ?? true),
      unreadable: [],
    }));
  }

  readonly orders: Store['orders'] = {
    idOf: ({ outTradeNo }) => outTradeNo,
    get: (id) => this.round('order', () => this.read(id)),
    insert: (order) =>
      this.round('insertOrder', () => {
        if (this.orderTable.has(order.outTradeNo)) return false;
        this.orderTable.set(order.outTradeNo, order);
        return true;
      }),
    replace: (order, expected) =>
      this.round('replaceOrder', () => {
        const stored = this.orderTable.get(order.outTradeNo);
        if (!stored || stored.version !== expected) return false;
        this.orderTable.set(order.outTradeNo, order);
        return true;
      }),
  };

  orderOfAttempt(attemptNo: string): Promise<Order | undefined> {
    return this.round(
      'order',
      () =>
        this.all().find(({ attempts }) => attempts.some(({ no }) => no === attemptNo)) ??
        this.read(attemptNo),
    );
  }

  orderOfTransaction(transactionId: string): Promise<Order | undefined> {
    return this.round('orderOfTransaction', () =>
      [...this.orderTable.values()].find((order) => order.transactionId === transactionId),
    );
  }

  orderOfRefund(outRefundNo: string): Promise<Order | undefined> {
    return this.round('orderOfRefund', () =>
      this.all().find((order) => refundOf(order, outRefundNo) !== undefined),
    );
  }

  listOrders(filter: OrderFilter): Promise<Listed<Order>> {
    const { owner, paySps, waiting, before, beforeNo, limit } = filter;
    const isBefore = ({ createdAt, outTradeNo }: Order): boolean =>
      createdAt < before || (beforeNo !== undefined && createdAt === before && outTradeNo < beforeNo);
    return this.round('orders', () => ({
      items: this.all()
        .filter(isBefore)
        .filter(({ attention }) => !waiting || attention.length > 0)
        .filter((order) => isOf(order, filter))
        .filter((order) => owner === undefined || order.openid === owner.openid)
        .filter((order) => paySps?.includes(currentAttempt(order)?.paySp ?? '') ?? true)
        .filter((order) => isLookedFor(order, filter))
        .sort((a, b) => b.createdAt - a.createdAt || (a.outTradeNo < b.outTradeNo ? 1 : -1))
        .slice(0, limit),
      unreadable: [],
    }));
  }

  openOrders(openid: string): Promise<number> {
    const isOpen = (order: Order): boolean =>
      order.openid === openid && (order.state === 'created' || order.state === 'pending');
    return this.round('openOrders', () => this.all().filter(isOpen).length);
  }

  dueOrders({ which, now, paySp, limit }: DueQuestion): Promise<readonly DueOrder[]> {
    const due = (order: Order): number => this.postponed.get(order.outTradeNo) ?? dueAt(order) ?? Infinity;
    const begun = (order: Order): number => order.attempts.at(-1)?.requestedAt ?? 0;
    const pspOf = (order: Order): string => currentAttempt(order)?.paySp ?? '';
    return this.round('dueOrders', () =>
      this.all()
        .filter((order) => due(order) <= now && (paySp === undefined || pspOf(order) === paySp))
        .sort((a, b) => (which === 'newest' ? begun(b) - begun(a) : due(a) - due(b)))
        .slice(0, limit)
        .map((order) => ({
          id: order.outTradeNo,
          paySp: pspOf(order),
          openid: order.openid,
          kind: order.state === 'paid' ? ('afterwards' as const) : ('payment' as const),
        })),
    );
  }

  postpone(id: string, { now, until, givenUpBefore }: PutOff): Promise<void> {
    return this.round('postpone', () => {
      const since = this.unreadableSince.get(id) ?? now;
      this.unreadableSince.set(id, since);
      this.postponed.set(id, since < givenUpBefore ? Infinity : until);
    });
  }

  reserveRefundNumber(outRefundNo: string, outTradeNo: string): Promise<string> {
    return this.round('reserveRefundNumber', () => {
      const owner = this.refundNumbers.get(outRefundNo) ?? outTradeNo;
      this.refundNumbers.set(outRefundNo, owner);
      return owner;
    });
  }

  archiveJournal(lines: ArchivedLines): Promise<void> {
    return this.round('archiveJournal', () => {
      const id = `${lines.outTradeNo}:${lines.from}`;
      if (!this.journals.has(id)) this.journals.set(id, lines);
    });
  }

  /** The whole journal of an order, the archived lines first. */
  journalOf({ outTradeNo, journal, journalFrom }: Order): readonly JournalEntry[] {
    const lines: JournalEntry[] = [];
    while (lines.length < journalFrom) {
      const archived = this.journals.get(`${outTradeNo}:${lines.length}`);
      if (!archived) throw new Error(`lines from ${lines.length} of the journal of ${outTradeNo} are gone`);
      lines.push(...archived.lines);
    }
    return [...lines, ...journal];
  }

  archiveNotice(notice: ArchivedNotice): Promise<void> {
    return this.round('archiveNotice', () => {
      const id = this.idOf(notice);
      const first = this.archive.find(({ _id }) => _id === id);
      if (first) this.archive[this.archive.indexOf(first)] = { ...notice, ...first };
      if (first && notice.isEnough) return;
      const _id = first || id === undefined ? `n${this.archive.length + 1}` : id;
      this.archive.push(first ? { ...notice, _id, verdict: 'duplicate' } : { ...notice, _id });
    });
  }

  /** Another payment under the same number gets a document of its own. */
  private idOf({ id, spTradeNo = '' }: ArchivedNotice): string | undefined {
    const known = this.archive.find(({ _id }) => _id === id)?.spTradeNo ?? '';
    const isAnother = known !== '' && spTradeNo !== '' && known !== spTradeNo;
    return isAnother && id !== undefined ? `${id}:${spTradeNo}` : id;
  }

  private aside({ verdict }: Archived): boolean {
    return verdict === 'kept_aside';
  }

  asideNotice(id: string): Promise<AsideNotice | undefined> {
    return this.round('asideNotice', () => {
      const found = this.archive.find((one) => one._id === id && this.aside(one));
      return found && shown(found);
    });
  }

  asideNotices({
    paySps,
    outTradeNo,
    before,
    beforeId,
    all,
    limit,
    ...of
  }: AsideFilter): Promise<Listed<AsideNotice>> {
    return this.round('asideNotices', () => ({
      items: this.archive
        .filter((one) => this.aside(one) && isOf(one, of) && paySps.includes(one.paySp))
        .filter((one) => outTradeNo === undefined || one.outTradeNo === outTradeNo)
        .filter((one) => isBefore(one, before, beforeId) && (all || !one.decided))
        .sort((a, b) => b.receivedAt - a.receivedAt || (a._id < b._id ? 1 : -1))
        .slice(0, limit)
        .map(shown),
      unreadable: [],
    }));
  }

  decideNotice(id: string, decided: Decided): Promise<boolean> {
    return this.round('decideNotice', () => {
      const isOpen = this.archive.some((one) => one._id === id && this.aside(one) && !one.decided);
      if (isOpen) this.archive = this.archive.map((one) => (one._id === id ? { ...one, decided } : one));
      return isOpen;
    });
  }

  strayNotices({ since, paySps, limit }: StrayQuestion): Promise<readonly StrayNotice[]> {
    return this.round('strayNotices', () =>
      this.archive
        .filter(({ verdict, receivedAt }) => verdict === 'unknown_order' && receivedAt > since)
        .filter(({ paySp }) => paySps.includes(paySp))
        .sort((a, b) => b.receivedAt - a.receivedAt)
        .slice(0, limit)
        .map(({ _id, paySp, outTradeNo }) => ({ id: _id, paySp, outTradeNo })),
    );
  }

  countNotices({ verdict, paySp, outTradeNo, since, limit }: NoticeCount): Promise<number> {
    return this.round('countNotices', () => {
      const found = this.archive.filter(
        (one) =>
          one.verdict === verdict &&
          one.paySp === paySp &&
          one.outTradeNo === (outTradeNo ?? one.outTradeNo) &&
          one.receivedAt > since,
      );
      return Math.min(limit, found.length);
    });
  }

  adoptNotice(id: string, verdict: Verdict, reason: string): Promise<void> {
    return this.round('adoptNotice', () => {
      this.archive = this.archive.map((one) => (one._id === id ? { ...one, verdict, reason } : one));
    });
  }
}

const isBefore = ({ receivedAt, _id }: Archived, before: number, beforeId: string | undefined): boolean =>
  receivedAt < before || (receivedAt === before && beforeId !== undefined && _id < beforeId);

/** What a person narrows a list by. */
function isLookedFor(order: Order, { refunded, underWay, search, ...plain }: OrderFilter): boolean {
  if (!isLike(order, plain)) return false;
  if (refunded && goingBack(order).length === 0) return false;
  if (underWay && dueAt(order) === undefined) return false;
  return search === undefined || isFound(order, search);
}

function isLike(order: Order, { states, totalFee, since = -Infinity }: OrderFilter): boolean {
  if (order.createdAt < since) return false;
  if (totalFee !== undefined && order.total.value !== totalFee) return false;
  return states === undefined || states.includes(order.state);
}

function isFound(order: Order, { text, also }: OrderSearch): boolean {
  const numbers = [
    order.outTradeNo,
    ...order.attempts.map(({ no }) => no),
    currentAttempt(order)?.spTradeNo,
    order.transactionId,
    ...goingBack(order).map(({ outRefundNo }) => outRefundNo),
  ];
  if (numbers.includes(text)) return true;
  if (also === 'buyers') return order.openid === text;
  return order.items.some(({ title }) => title.toLowerCase().includes(text.toLowerCase()));
}

function isOf(one: { readonly configId: string }, { configId, besides }: Partial<OfConfig>): boolean {
  if (besides) return !besides.includes(one.configId);
  return configId === undefined || one.configId === configId;
}
