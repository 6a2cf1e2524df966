/** Our record and the reports in memory, with the same rules as in the database. */
import { present } from '../../shared/kernel/present';
import type {
  Books,
  Listed,
  MadeRow,
  Order,
  PaidRow,
  RefundRow,
  RowPage,
  RowQuestion,
} from '../../shared/payments';
import type { Reports } from '../../shared/reconciliation/ports';
import type { Report } from '../../shared/reconciliation/reports/report';
import { paidRowOf, refundRowsOf } from '../../shared/reconciliation/rows';
import { currentAttempt, goingBack } from '../../shared/payments/order/order';
import type { MemoryStore } from '../payments/flows/memory-store';

interface Row<T> {
  readonly at: number;
  readonly outTradeNo: string;
  readonly values: readonly T[];
}

/** A page by (moment, number), as the database answers it. */
function page<T>(rows: readonly Row<T>[], { from, to, after, limit }: RowQuestion): RowPage<T> {
  const isAfter = ({ at, outTradeNo }: Row<T>): boolean =>
    after === undefined || at > after.at || (at === after.at && outTradeNo > after.outTradeNo);
  const found = rows
    .filter((row) => row.at >= from && row.at < to && isAfter(row))
    .sort((a, b) => a.at - b.at || (a.outTradeNo < b.outTradeNo ? -1 : 1))
    .slice(0, limit);
  const last = found.at(-1);
  const next = found.length < limit || !last ? {} : { next: { at: last.at, outTradeNo: last.outTradeNo } };
  return { rows: found.flatMap(({ values }) => values), unreadable: [], ...next };
}

export function memoryBooks(store: MemoryStore): Books {
  const at = ({ configId, paySp }: RowQuestion): readonly Order[] =>
    [...store.orderTable.values()].filter(
      (order) => order.configId === configId && (currentAttempt(order)?.paySp ?? '') === paySp,
    );
  return {
    madeBetween: async (question) =>
      page<MadeRow>(
        at(question).map(({ outTradeNo, createdAt, total: { currency } }) => ({
          ...{ at: createdAt, outTradeNo },
          values: [{ outTradeNo, createdAt, currency }],
        })),
        question,
      ),
    paidBetween: async (question) =>
      page<PaidRow>(
        at(question).flatMap((order) => {
          const row = order.state === 'paid' ? paidRowOf(order) : undefined;
          return row ? [{ at: row.paidAt, outTradeNo: row.outTradeNo, values: [row] }] : [];
        }),
        question,
      ),
    refundsBetween: async (question) =>
      page<RefundRow>(
        at(question)
          .filter((order) => goingBack(order).length > 0)
          .map((order) => ({
            at: Math.max(...goingBack(order).map((one) => Math.max(one.sentAt, one.refundedAt ?? 0))),
            outTradeNo: order.outTradeNo,
            values: refundRowsOf(order, question.paySp),
          })),
        question,
      ),
    ordersOfAttempts: async (nos) => ({
      items: [...store.orderTable.values()].filter(
        ({ outTradeNo, attempts }) => nos.includes(outTradeNo) || attempts.some(({ no }) => nos.includes(no)),
      ),
      unreadable: [],
    }),
    ordersOfRefunds: async (nos) => ({
      items: [...store.orderTable.values()].filter((order) =>
        goingBack(order).some(({ outRefundNo }) => nos.includes(outRefundNo)),
      ),
      unreadable: [],
    }),
    keptAside: async ({ ids, theirNumbers, paySp, configId }) =>
      store.archive
        .filter(({ verdict }) => verdict === 'kept_aside')
        .filter(
          (one) =>
            ids.includes(one._id) ||
            (one.paySp === paySp &&
              one.configId === configId &&
              [one.spTradeNo, one.transactionId].some((no) => no !== undefined && theirNumbers.includes(no))),
        )
        .map(({ _id, spTradeNo, transactionId, about }) => ({
          id: _id,
          ...present({ spTradeNo, transactionId, says: about?.says }),
        })),
  };
}

export class MemoryReports implements Reports {
  readonly table = new Map<string, Report>();
  /** Set by a test: runs before each write and may throw, as a process that dies there. */
  beforeWrite: () => void = () => undefined;

  readonly idOf = ({ id }: Report): string => id;

  async get(id: string): Promise<Report | undefined> {
    await pause();
    return this.table.get(id);
  }

  async insert(report: Report): Promise<boolean> {
    await pause();
    this.beforeWrite();
    if (this.table.has(report.id)) return false;
    this.table.set(report.id, report);
    return true;
  }

  async replace(report: Report, expected: number | undefined): Promise<boolean> {
    await pause();
    this.beforeWrite();
    if (this.table.get(report.id)?.version !== expected) return false;
    this.table.set(report.id, report);
    return true;
  }

  list: Reports['list'] = async ({ configId, paySps, before, beforeId, limit }) =>
    readable(
      [...this.table.values()]
        .filter(
          (one) => one.configId === configId && paySps.includes(one.paySp) && isBefore(one, before, beforeId),
        )
        .sort((a, b) => b.writtenAt - a.writtenAt || (a.id < b.id ? 1 : -1))
        .slice(0, limit),
    );

  withFinding: Reports['withFinding'] = async (id) =>
    readable(
      [...this.table.values()].filter(({ contents }) => contents?.findings.some((one) => one.id === id)),
    );
}

const isBefore = ({ writtenAt, id }: Report, before: number, beforeId: string | undefined): boolean =>
  writtenAt < before || (writtenAt === before && beforeId !== undefined && id < beforeId);

const readable = (items: readonly Report[]): Listed<Report> => ({ items, unreadable: [] });

const pause = (): Promise<void> => new Promise(setImmediate);
