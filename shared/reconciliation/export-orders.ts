/** Orders as a table for spreadsheets (RFC 4180), page by page. */
import { toMajor } from '../kernel/money';
import type { Caller } from '../kernel/ports';
import { present } from '../kernel/present';
import { currentAttempt, noteUnreadable, refundedFee, type Order, type Unreadable } from '../payments';
import type { FiguresWish } from './figures';
import type { Reconciling } from './ports';
import { operatedConfig } from './reports/rights';
import { boundsOf, dayOf, offsetMs } from './statement-day';

/** So many orders are in one page: read whole, well within what the database hands out at once. */
const PAGE = 100;

export interface ExportWish extends FiguresWish {
  /** Where the page before ended; missing for the first. */
  readonly after?: ExportPlace;
}

export interface ExportPlace {
  /** When the last order was made, milliseconds, and its number. */
  readonly before: number;
  readonly beforeNo: string;
}

export interface ExportPage {
  /** Lines of the table; the first page begins with the names of the columns. */
  readonly csv: string;
  readonly orders: number;
  /** Where the next page begins; missing on the last. */
  readonly next?: ExportPlace;
  readonly unreadable: readonly Unreadable[];
}

/**
 * Orders made on these days that the caller is an operator of, newest first. Times are in the caller's zone, amounts in major units.
 * @throws PayError FORBIDDEN
 */
export async function exportOrders(
  { shop }: Reconciling,
  caller: Caller,
  wish: ExportWish,
): Promise<ExportPage> {
  const config = await operatedConfig(shop, caller);
  const { from: since } = boundsOf(wish.from, wish.zone);
  const { to } = boundsOf(wish.to, wish.zone);
  const { items, unreadable } = await shop.store.listOrders({
    configId: config.id,
    paySps: config.operatedPsps(caller.openid),
    since,
    // A number is always given, so that orders of one millisecond follow each other like all others.
    ...(wish.after ?? { before: to, beforeNo: '' }),
    limit: PAGE,
  });
  noteUnreadable(shop, unreadable);
  const rows = items.map((order) => row(order, wish.zone));
  const lines = wish.after ? rows : [COLUMNS, ...rows];
  const last = items.at(-1);
  const next =
    last && items.length >= PAGE ? { before: last.createdAt, beforeNo: last.outTradeNo } : undefined;
  return {
    csv: lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join(''),
    orders: items.length,
    unreadable,
    ...present({ next }),
  };
}

const COLUMNS = [
  'out_trade_no',
  'created_at',
  'state',
  'fee_type',
  'total',
  'refunded',
  'paid_at',
  'pay_sp',
  'pay_method',
  'sp_trade_no',
  'transaction_id',
  'openid',
  'goods',
];

function row(order: Order, zone: string): readonly string[] {
  const { currency } = order.total;
  const attempt = currentAttempt(order);
  const goods = order.items.map(({ title, specification, quantity }) => {
    const kind = specification === undefined ? '' : ` (${specification})`;
    return `${title}${kind} × ${quantity}`;
  });
  return [
    order.outTradeNo,
    clockText(order.createdAt, zone),
    order.state,
    currency,
    toMajor(order.total),
    toMajor({ value: refundedFee(order), currency }),
    order.paidAt === undefined ? '' : clockText(order.paidAt, zone),
    attempt?.paySp ?? '',
    attempt?.payMethod ?? '',
    attempt?.spTradeNo ?? '',
    order.transactionId ?? '',
    order.openid,
    goods.join('; '),
  ];
}

/** `2026-11-24 18:03:59` */
function clockText(at: number, zone: string): string {
  const time = new Date(at + offsetMs(zone)).toISOString().slice(11, 19);
  return `${dayOf(at, zone)} ${time}`;
}

/** What a spreadsheet would take for a formula begins with an apostrophe; a number of many digits stays a text. */
function cell(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text);
  const isLongNumber = /^\d{12,}$/.test(text);
  const safe = isFormula ? `'${text}` : isLongNumber ? `\t${text}` : text;
  return /[",\r\n\t]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
