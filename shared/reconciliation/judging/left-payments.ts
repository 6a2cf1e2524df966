/** Payment lines that met nothing of ours: twice the same, known after all, to be asked about, or findings. */
import { askAboutAttempt, type StatedPaymentLine } from '../../payments';
import type { Comparing } from './comparing';
import { judgePayment, twinFound, type JudgedPayment, type PaymentCase } from './judge-payment';
import { NOT_ASKED, type Judging, type Placed } from './judging';
import type { LookedUp } from '../lines/look-up';

export async function judgePayments(
  judging: Judging,
  lines: readonly Placed<StatedPaymentLine>[],
  known: LookedUp,
): Promise<void> {
  const { match, whose } = judging.comparing;
  for (const { at, line } of lines) {
    const order = known.orderOf(line);
    const first = firstTwin(judging.comparing, at, line);
    const judged: JudgedPayment = first
      ? { is: 'found', found: twinFound(line, first, order) }
      : await judgeAndAsk(judging, { paySp: whose.paySp, line, order, isAside: known.isAside(line) });
    if (judged.is === 'met') match.meetPayment(at, judged.ours);
    else if (judged.is === 'known') match.know('payment', at);
    else if (judged.is === 'found') match.report(at, judged.found, judging.comparing.findings);
  }
}

/** An earlier line of the same payment that says the same, and whose numbers contradict nothing. */
function firstTwin({ match }: Comparing, at: number, line: StatedPaymentLine): StatedPaymentLine | undefined {
  const { payments } = match;
  const alike = [
    ...payments.find('attemptNo', line.attemptNo),
    ...payments.find('spTradeNo', line.spTradeNo),
    ...payments.find('transactionId', line.transactionId),
  ];
  return alike
    .filter((other) => other !== at && payments.fateOf(other) !== 'left')
    .map((other) => payments.at(other))
    .find((other) => other.status === line.status && isSamePayment(other, line));
}

const isSamePayment = (a: StatedPaymentLine, b: StatedPaymentLine): boolean =>
  agrees(a.attemptNo || undefined, b.attemptNo || undefined) &&
  agrees(a.spTradeNo ?? a.transactionId, b.spTradeNo ?? b.transactionId);

const agrees = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;

async function judgeAndAsk(judging: Judging, one: PaymentCase): Promise<JudgedPayment> {
  const first = judgePayment(one);
  if (first.is !== 'ask') return first;
  if (!judging.takeQuestion()) return judgePayment({ ...one, said: NOT_ASKED });
  const { order, said } = await askAboutAttempt(judging.comparing.room.shop, first.order, first.attemptNo);
  const second = judgePayment({ ...one, order, said });
  if (second.is === 'met' || second.is === 'known') judging.settled += 1;
  return second;
}
