/** What the statement lacks of ours: waits for a neighbouring one, is on its way, or is missing there; the PSP is asked about that. */
import { PayError } from '../../kernel/errors';
import type { Money } from '../../kernel/money';
import { askAboutAttempt, askAboutRefund, type Order, type PaidRow, type RefundRow } from '../../payments';
import { needTime, type Comparing } from './comparing';
import { inWords, paidSide, refundSide, type Found } from '../reports/finding';
import { NOT_ASKED, type Judging } from './judging';
import { lackOf, Neighbour, reportBeside, type Lack, type Neighbours } from './neighbours';
import { Bounded } from '../lines/match';
import type { Pending } from '../reports/report';
import { daysOfPayment, daysOfRefund } from '../rows';
import { dayBeside } from '../statement-day';

const MOST_PENDING = 1000;
const MOST_DAYS = 30;

/** What is carried over. @throws OutOfTime */
export async function judgeLacking(judging: Judging): Promise<Bounded<Pending>> {
  const { match, findings } = judging.comparing;
  const pending = new Bounded<Pending>(MOST_PENDING);
  const neighbours = neighboursOf(judging.comparing);
  for (const row of match.lackingPayments.items) await lackingPayment(judging, row, { pending, neighbours });
  for (const row of match.lackingRefunds.items) await lackingRefund(judging, row, { pending, neighbours });
  const uncounted = match.lackingPayments.leftOut + match.lackingRefunds.leftOut;
  if (uncounted > 0) findings.count('missing_there', uncounted);
  return pending;
}

/** Reports of other days, each read once; of ever so many days only the first are read. */
function neighboursOf({ room, whose }: Comparing): Neighbours {
  const read = new Map<string, Promise<Neighbour>>();
  return (day) => {
    const known = read.get(day);
    if (known) return known;
    if (read.size >= MOST_DAYS) return Promise.resolve(new Neighbour(undefined));
    const one = reportBeside(room, whose, day).then((report) => new Neighbour(report));
    read.set(day, one);
    return one;
  };
}

interface Carrying {
  readonly pending: Bounded<Pending>;
  readonly neighbours: Neighbours;
}

async function lackingPayment(
  judging: Judging,
  row: PaidRow,
  { pending, neighbours }: Carrying,
): Promise<void> {
  const { comparing } = judging;
  const days = daysOfPayment(row, comparing.zone);
  const lack = await lacking(comparing, row.attemptNo, days, neighbours);
  if (lack.is === 'settled') return;
  const { outTradeNo, attemptNo: no, amount } = row;
  if (lack.is === 'pending') {
    carry(comparing, pending, { of: 'payment', outTradeNo, no, amount, waitsFor: lack.waitsFor });
    return;
  }
  comparing.match.sums.add(['ours'], 'payment', amount);
  const ask = (order: Order): ReturnType<typeof askAboutAttempt> =>
    askAboutAttempt(comparing.room.shop, order, no);
  comparing.findings.add(
    missing(`we have a payment of ${inWords(amount)}`, await said(judging, outTradeNo, ask), {
      of: 'payment',
      outTradeNo,
      ours: paidSide(row),
    }),
  );
}

type Carried = Omit<Pending, 'amount' | 'feeType'> & { readonly amount: Money };

function carry({ match }: Comparing, pending: Bounded<Pending>, { amount, ...rest }: Carried): void {
  match.sums.add(['ours', 'pending'], rest.of, amount);
  pending.add({ ...rest, amount: amount.value, feeType: amount.currency });
}

async function lackingRefund(
  judging: Judging,
  row: RefundRow,
  { pending, neighbours }: Carrying,
): Promise<void> {
  const { comparing } = judging;
  if (isNoLack(comparing, row)) return;
  const { outTradeNo, outRefundNo, amount, state } = row;
  const days = daysOfRefund(row, comparing.zone);
  const lack: Lack | undefined =
    state === 'succeeded' ? await lacking(comparing, outRefundNo, days, neighbours) : undefined;
  if (lack?.is === 'settled') return;
  // A refund that has not ended is carried by the day on which it was sent.
  if (!lack && days[0] !== comparing.day) return;
  if (lack?.is !== 'missing') {
    const carried = { of: 'refund', outTradeNo, no: outRefundNo, amount } as const;
    carry(comparing, pending, lack ? { ...carried, waitsFor: lack.waitsFor } : carried);
    return;
  }
  comparing.match.sums.add(['ours'], 'refund', amount);
  const ask = (order: Order): ReturnType<typeof askAboutRefund> =>
    askAboutRefund(comparing.room.shop, order, outRefundNo);
  comparing.findings.add(
    missing(`we have a refund of ${inWords(amount)}`, await said(judging, outTradeNo, ask), {
      of: 'refund',
      outTradeNo,
      outRefundNo,
      ours: refundSide(row),
    }),
  );
}

/** What moved no money, what no statement has a day for, and what a line of another kind stands for. */
const isNoLack = (
  { match }: Comparing,
  { state, isFromElsewhere, outRefundNo, attemptNo }: RefundRow,
): boolean =>
  state === 'failed' || isFromElsewhere || match.isRefundMet(outRefundNo) || match.isTakenBack(attemptNo);

const lacking = (
  { day }: Comparing,
  no: string,
  days: readonly string[],
  neighbours: Neighbours,
): Promise<Lack> => lackOf(no, days, day, { neighbours, beside: [dayBeside(day, -1), dayBeside(day, 1)] });

const missing = (what: string, said: string, rest: Omit<Found, 'kind' | 'reason'>): Found => ({
  ...rest,
  kind: 'missing_there',
  reason: `${what}, and the statement has none; ${said}`,
});

/** What the PSP says when it is asked. An order that cannot be read keeps nobody from hearing of the others. */
async function said(
  judging: Judging,
  outTradeNo: string,
  ask: (order: Order) => Promise<{ readonly said: string }>,
): Promise<string> {
  needTime(judging.comparing);
  if (!judging.takeQuestion()) return NOT_ASKED;
  try {
    const order = await judging.comparing.room.shop.store.orders.get(outTradeNo);
    return order ? (await ask(order)).said : 'its order is gone';
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return `the PSP could not be asked (${error.code})`;
  }
}
