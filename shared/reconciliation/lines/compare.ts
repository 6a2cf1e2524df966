/** Whether a line and our record of the same payment or refund say the same. */
import type { PaidRow, RefundRow, StatedPaymentLine, StatedRefundLine } from '../../payments';
import {
  inWords,
  lineSide,
  paidSide,
  refundSide,
  type FindingKind,
  type Found,
  type Side,
} from '../reports/finding';

interface Difference {
  readonly kind: FindingKind;
  readonly words: string;
}

export type Compared = { readonly is: 'same' } | { readonly is: 'differs'; readonly found: Found };

/** The numbers that others know a payment by. */
interface TheirNumbers {
  readonly spTradeNo?: string;
  readonly transactionId?: string;
}

const numbersIn = ({ spTradeNo, transactionId }: TheirNumbers): readonly string[] =>
  [spTradeNo, transactionId].filter((one) => one !== undefined);

/** Whether a line carries one of the numbers that others gave our payment. */
export const isNumbered = (ours: TheirNumbers, line: TheirNumbers): boolean =>
  numbersIn(ours).some((number) => numbersIn(line).includes(number));

/** Whether a line under our number is another payment: both sides know the others' numbers, and have none in common. */
export const isAnotherPayment = (ours: TheirNumbers, line: TheirNumbers): boolean =>
  numbersIn(ours).length > 0 && numbersIn(line).length > 0 && !isNumbered(ours, line);

/** A payment. One that the PSP took back is the same as one that went back here. */
export function comparePayment(ours: PaidRow, line: StatedPaymentLine): Compared {
  const isTakenBack = line.status === 'reversed' && ours.refundedFee < ours.amount.value;
  const state: Difference = {
    kind: 'state',
    words: `the statement says that the payment was taken back (${line.theirs}), here ${ours.refundedFee} of ${ours.amount.value} went back`,
  };
  const differences = [...moneyDiffers(paidSide(ours), lineSide(line)), ...(isTakenBack ? [state] : [])];
  if (differences.length === 0) return { is: 'same' };
  return differs(differences, {
    of: 'payment',
    outTradeNo: ours.outTradeNo,
    ours: paidSide(ours),
    theirs: lineSide(line),
  });
}

/** What the states of a refund are worth in money: went back, will or may go back, did not. */
const worth = {
  succeeded: 'gone',
  processing: 'going',
  requested: 'going',
  abnormal: 'held',
  failed: 'none',
} as const;

/** `isConfirmed`: the PSP, asked a moment ago, says what our record says. */
export function compareRefund(ours: RefundRow, line: StatedRefundLine, isConfirmed = false): Compared {
  const differences = [
    ...moneyDiffers(refundSide(ours), lineSide(line)),
    ...statesDiffer(ours, line, isConfirmed),
  ];
  if (differences.length > 0) {
    return differs(differences, {
      of: 'refund',
      outTradeNo: ours.outTradeNo,
      outRefundNo: ours.outRefundNo,
      ours: refundSide(ours),
      theirs: lineSide(line),
    });
  }
  return { is: 'same' };
}

/**
 * A line says how a refund was on its day, so what had not ended there may have ended here since. That it failed here is
 * believed against such a line only when the PSP, asked, says so too.
 */
function statesDiffer(ours: RefundRow, line: StatedRefundLine, isConfirmed: boolean): readonly Difference[] {
  const [here, there] = [worth[ours.state], worth[line.status]];
  const hasEndedSince = {
    going: here === 'gone' || here === 'held' || (here === 'none' && isConfirmed),
    held: here === 'gone' || here === 'none',
    gone: false,
    none: false,
  };
  if (here === there || hasEndedSince[there]) return [];
  return [
    {
      kind: 'state',
      words: `the statement calls the refund ${line.status} (${line.theirs}), here it is ${ours.state}`,
    },
  ];
}

function moneyDiffers(ours: Side, theirs: Side): readonly Difference[] {
  const words = `the statement says ${inWords(theirs.amount)}, here it is ${inWords(ours.amount)}`;
  if (ours.amount.currency !== theirs.amount.currency) return [{ kind: 'currency', words }];
  return ours.amount.value === theirs.amount.value ? [] : [{ kind: 'amount', words }];
}

function differs(differences: readonly Difference[], what: Omit<Found, 'kind' | 'reason'>): Compared {
  const [first] = differences;
  const fields = differences.map(({ kind }) => kind).join(' and ');
  const reason = `${fields}: ${differences.map(({ words }) => words).join('; ')}`;
  return { is: 'differs', found: { ...what, kind: first?.kind ?? 'state', reason } };
}
