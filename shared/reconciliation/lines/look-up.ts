/** Looks up what a few lines without a counterpart are about: orders by their numbers, and money that was kept aside. */
import { present } from '../../kernel/present';
import {
  asideIdsOf,
  refundOf,
  type AsideRow,
  type Books,
  type Order,
  type StatementLine,
} from '../../payments';
import type { Whose } from '../reports/finding';

/** Lines that are looked up together: their numbers fit into one question. */
export const LOOKED_UP_TOGETHER = 16;

export interface LookedUp {
  orderOf(line: StatementLine): Order | undefined;
  /** Whether money of the line was kept aside: it is known, and waits for a person already. */
  isAside(line: StatementLine): boolean;
}

/** `orderNos`: orders that we know lines to be of, by line. */
export async function lookUp(
  { books, whose, orderOfTransaction }: LookUp,
  lines: readonly StatementLine[],
  orderNos: ReadonlyMap<StatementLine, string>,
): Promise<LookedUp> {
  const attemptNos = [...lines.map(({ attemptNo }) => attemptNo), ...orderNos.values()];
  const refundNos = lines.map((line) => (line.kind === 'refund' ? line.outRefundNo : ''));
  const [attempts, refunds, aside] = await Promise.all([
    unlessNone(attemptNos, async (nos) => (await books.ordersOfAttempts(nos)).items),
    unlessNone(refundNos, async (nos) => (await books.ordersOfRefunds(nos)).items),
    keptAsideOf(books, whose, lines),
  ]);
  const known = new Map<StatementLine, Order>();
  for (const line of lines) {
    const order =
      orderIn([...refunds, ...attempts], line, orderNos.get(line)) ??
      (await byTransaction(line, orderOfTransaction));
    if (order) known.set(line, order);
  }
  return {
    orderOf: (line) => known.get(line),
    isAside: (line) => {
      const ids = asideIdsOfLine(whose, line);
      const theirs = line.attemptNo === '' ? theirNumbersOf(line) : [];
      return aside.some(
        (one) => (ids.includes(one.id) && isSame(one.spTradeNo, pspNo(line))) || isMoneyUnder(one, theirs),
      );
    },
  };
}

/** Lines that carry no number of ours are known by the numbers of others. */
async function keptAsideOf(
  books: Books,
  whose: Whose,
  lines: readonly StatementLine[],
): Promise<readonly AsideRow[]> {
  const ids = [...new Set(lines.flatMap((line) => asideIdsOfLine(whose, line)))];
  const unnamed = lines.filter(({ attemptNo }) => attemptNo === '');
  const theirNumbers = [...new Set(unnamed.flatMap(theirNumbersOf))];
  return ids.length + theirNumbers.length === 0 ? [] : books.keptAside({ ...whose, ids, theirNumbers });
}

const theirNumbersOf = ({ spTradeNo, transactionId }: StatementLine): readonly string[] =>
  [spTradeNo, transactionId].filter((one) => one !== undefined).filter((one) => one !== '');

const isMoneyUnder = ({ says, spTradeNo, transactionId }: AsideRow, theirs: readonly string[]): boolean =>
  says === 'paid' && [spTradeNo, transactionId].some((one) => one !== undefined && theirs.includes(one));

const isSame = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** What a question about numbers answers; there is none about no number. */
async function unlessNone<T>(
  numbers: readonly string[],
  ask: (numbers: readonly string[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const named = [...new Set(numbers.filter((one) => one !== ''))];
  return named.length === 0 ? [] : ask(named);
}

export interface LookUp {
  readonly books: Books;
  readonly whose: Whose;
  /** The order that was paid under WeChat's own number. */
  readonly orderOfTransaction: (transactionId: string) => Promise<Order | undefined>;
}

function orderIn(
  orders: readonly Order[],
  line: StatementLine,
  orderNo: string | undefined,
): Order | undefined {
  const outRefundNo = line.kind === 'refund' ? line.outRefundNo : '';
  return (
    orders.find(({ outTradeNo }) => outTradeNo === orderNo) ??
    orders.find((order) => outRefundNo !== '' && refundOf(order, outRefundNo)) ??
    orders.find(({ attempts }) => attempts.some(({ no }) => no === line.attemptNo)) ??
    orders.find(({ outTradeNo }) => outTradeNo === line.attemptNo)
  );
}

/** Only for lines that carry no number of ours. */
async function byTransaction(
  { attemptNo, transactionId, spTradeNo }: StatementLine,
  read: LookUp['orderOfTransaction'],
): Promise<Order | undefined> {
  const number = transactionId ?? spTradeNo;
  return attemptNo === '' && number !== undefined ? read(number) : undefined;
}

/** The numbers under which notices of such money are kept. */
function asideIdsOfLine({ paySp, configId }: Whose, line: StatementLine): readonly string[] {
  const { attemptNo } = line;
  if (attemptNo === '') return [];
  const payment = { paySp, no: attemptNo, says: 'paid', ...present({ spTradeNo: pspNo(line) }) };
  const ofPayment = asideIdsOf(payment, configId);
  if (line.kind === 'payment' || line.outRefundNo === '') return ofPayment;
  const no = line.outRefundNo;
  return [...ofPayment, ...goneWords.flatMap((says) => asideIdsOf({ paySp, no, says }, configId))];
}

const goneWords = ['succeeded', 'processing'];

const pspNo = ({ spTradeNo, transactionId }: StatementLine): string | undefined => spTradeNo ?? transactionId;
