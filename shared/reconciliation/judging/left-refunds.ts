/** Refund lines that met nothing of ours: made at the PSP, ended there without our knowing, or findings. */
import { grouped } from '../../kernel/grouped';
import {
  askAboutAttempt,
  askAboutRefund,
  attemptIn,
  refundOf,
  type Order,
  type StatedRefundLine,
} from '../../payments';
import type { Comparing } from './comparing';
import { judgeRefunds, refundMissing, type JudgedRefund, type RefundCase } from './judge-refunds';
import { NOT_ASKED, type Judging, type Placed } from './judging';
import type { LookedUp } from '../lines/look-up';
import { isRefundOn } from '../rows';

type Line = Placed<StatedRefundLine>;

export async function judgeRefundLines(
  judging: Judging,
  lines: readonly Line[],
  known: LookedUp,
): Promise<void> {
  const { match, findings } = judging.comparing;
  const isKnown = ({ line }: Line): boolean => isOfMoneyAside(line, known);
  for (const { at } of lines.filter(isKnown)) match.know('refund', at);
  const rest = lines.filter((one) => !isKnown(one));
  for (const group of grouped(rest, ({ line }) => known.orderOf(line)?.outTradeNo ?? '').values()) {
    const order = group[0] && known.orderOf(group[0].line);
    if (order) await judgeRefundsOf(judging, order, group);
    else {
      for (const { at, line } of group) {
        match.report(at, refundMissing(line, line.attemptNo, 'no order of ours has it'), findings);
      }
    }
  }
}

/** What went back of money that was kept aside is no order's refund, and a person sees it where that money is shown. */
function isOfMoneyAside(line: StatedRefundLine, known: LookedUp): boolean {
  const order = known.orderOf(line);
  if (order && refundOf(order, line.outRefundNo)) return false;
  return known.isAside(line) || (order && attemptIn(order, line.attemptNo)?.state === 'aside') === true;
}

async function judgeRefundsOf(judging: Judging, order: Order, group: readonly Line[]): Promise<void> {
  const { match, findings } = judging.comparing;
  const lines = group.map(({ line }) => line);
  const { judged, isAsked } = await judgeAndAsk(judging, order, lines);
  for (const [index, { at }] of group.entries()) {
    const one = judged[index];
    if (one?.is === 'met') {
      match.meetRefunds(at, one.ours);
      if (isAsked) judging.settled += 1;
    } else if (one?.is === 'known') match.know('refund', at);
    else if (one?.is === 'found') match.report(at, one.found, findings);
  }
}

interface JudgedAll {
  readonly judged: readonly JudgedRefund[];
  readonly isAsked: boolean;
}

type Said = Map<string, { readonly words: string; readonly isAnswer: boolean }>;

/** Judges, asks about each thing once, and judges again with what the PSP said. */
async function judgeAndAsk(
  judging: Judging,
  order: Order,
  lines: readonly StatedRefundLine[],
): Promise<JudgedAll> {
  const said: Said = new Map();
  let current = order;
  let judged = judgeRefunds(caseOf(judging.comparing, current, { lines, said }));
  for (let wanted = questionsIn(judged, lines); wanted.length > 0; wanted = questionsIn(judged, lines)) {
    // Each question has its answer in `said` afterwards, so none is asked twice.
    for (const no of wanted) current = await ask(judging, current, no, said);
    judged = judgeRefunds(caseOf(judging.comparing, current, { lines, said }));
  }
  return { judged, isAsked: said.size > 0 };
}

/** Asks about a refund, or about the payment of an attempt's number; of lines without any number about the paid one. */
async function ask(judging: Judging, order: Order, no: string, said: Said): Promise<Order> {
  if (!judging.takeQuestion()) {
    said.set(no, { words: NOT_ASKED, isAnswer: false });
    return order;
  }
  const { shop } = judging.comparing.room;
  const attemptNo = attemptIn(order, no) ? no : (order.paidAttempt ?? no);
  const asked = refundOf(order, no)
    ? await askAboutRefund(shop, order, no)
    : await askAboutAttempt(shop, order, attemptNo);
  said.set(no, { words: asked.said, isAnswer: asked.heard === 'answer' });
  return asked.order;
}

function questionsIn(judged: readonly JudgedRefund[], lines: readonly StatedRefundLine[]): readonly string[] {
  const wanted = judged.flatMap((one, at) => {
    if (one.is === 'ask about refund') return [one.outRefundNo];
    return one.is === 'ask about payment' ? [lines[at]?.attemptNo ?? ''] : [];
  });
  return [...new Set(wanted)];
}

const caseOf = (
  { match, bounds }: Comparing,
  order: Order,
  rest: Pick<RefundCase, 'lines' | 'said'>,
): RefundCase => ({
  ...rest,
  order,
  isMet: (outRefundNo) => match.isRefundMet(outRefundNo),
  isExpected: (row) => isRefundOn(row, bounds),
  from: bounds.from,
});
