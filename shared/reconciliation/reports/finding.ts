/** A finding: one thing that the PSP's statement and our record say differently, with what both say and why it was found. */
import { createHash } from 'node:crypto';
import { toMajor, type Money } from '../../kernel/money';
import { present } from '../../kernel/present';
import type { PaidRow, RefundRow, StatementLine } from '../../payments';

/**
 * `missing_here`: the statement has it, we do not. `missing_there`: we have it, the statement does not. `duplicate`: the
 * statement has it twice, or two payments for one order. The others: both have it, and say otherwise.
 */
export const findingKinds = [
  'missing_here',
  'missing_there',
  'amount',
  'currency',
  'state',
  'duplicate',
] as const;
export type FindingKind = (typeof findingKinds)[number];

/** What one side says. */
export interface Side {
  readonly state: string;
  readonly amount: Money;
  readonly attemptNo?: string;
  readonly spTradeNo?: string;
  readonly transactionId?: string;
  readonly spRefundNo?: string;
  /** Milliseconds. */
  readonly at?: number;
  /** Where the line stands in the statement. */
  readonly row?: number;
}

/** How a person ended a finding. `returned_elsewhere`: the money went back another way. `dismissed`: nothing has to be done. */
export const findingDecisions = ['dismissed', 'returned_elsewhere'] as const;
export type FindingDecision = (typeof findingDecisions)[number];

export interface Decided {
  readonly decision: FindingDecision;
  readonly explanation: string;
  /** The openid of who decided. */
  readonly by: string;
  /** Milliseconds. */
  readonly at: number;
}

/** What was found, before anybody knows whether it was found earlier. */
export interface Found {
  readonly kind: FindingKind;
  readonly of: StatementLine['kind'];
  /** The order's number; the one that the PSP knows where there is no order. */
  readonly outTradeNo: string;
  readonly outRefundNo?: string;
  readonly ours?: Side;
  readonly theirs?: Side;
  /** One sentence that names every field that differs. */
  readonly reason: string;
}

export interface Finding extends Found {
  /** The same in every run that finds the same. */
  readonly id: string;
  /** How often the statement has it. */
  readonly times: number;
  /** When it was found first, milliseconds. */
  readonly since: number;
  readonly decided?: Decided;
  /** What was decided before it changed. */
  readonly decidedBefore?: readonly Decided[];
}

/** Whose statement a finding is about. */
export interface Whose {
  readonly paySp: string;
  readonly configId: string;
}

/** The number of a finding: of psp, configuration, kind and numbers, and of nothing that another run could see otherwise. */
export function findingId({ paySp, configId }: Whose, found: Found): string {
  const { kind, of } = found;
  const numbers = of === 'payment' ? numbersOfPayment(found) : [found.outRefundNo ?? ''];
  const rest = numbers.some((one) => one !== '') ? [] : unnamed(found);
  const text = JSON.stringify([paySp, configId, kind, of, ...numbers, ...rest]);
  return createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 24);
}

/** Two payments under one number differ by the PSP's. */
const numbersOfPayment = ({ kind, ours, theirs }: Found): readonly string[] => [
  ours?.attemptNo ?? theirs?.attemptNo ?? '',
  kind === 'duplicate' ? numberOfPsp(theirs) : '',
];

/** What there is of a line that carries no number of ours. */
const unnamed = ({ outTradeNo, theirs }: Found): readonly (string | number)[] => [
  outTradeNo,
  numberOfPsp(theirs),
  theirs?.amount.value ?? 0,
  theirs?.at ?? 0,
];

const numberOfPsp = (side: Side | undefined): string => side?.spTradeNo ?? side?.transactionId ?? '';

/** What a decision was about: it holds as long as this is the same. */
export function essenceOf({ ours, theirs, times }: Pick<Finding, 'ours' | 'theirs' | 'times'>): string {
  const essence = (side: Side | undefined): unknown =>
    side ? [side.state, side.amount.value, side.amount.currency] : [];
  return JSON.stringify([essence(ours), essence(theirs), times]);
}

/** What a line of the statement says. */
export function lineSide(line: StatementLine): Side {
  const { attemptNo, amount, spTradeNo, transactionId, at, row } = line;
  return {
    state: line.status,
    amount,
    row,
    ...present({ attemptNo: attemptNo === '' ? undefined : attemptNo, spTradeNo, transactionId, at }),
    ...(line.kind === 'refund' ? present({ spRefundNo: line.spRefundNo }) : {}),
  };
}

export function paidSide({ attemptNo, amount, spTradeNo, transactionId, paidAt }: PaidRow): Side {
  return { state: 'paid', amount, attemptNo, at: paidAt, ...present({ spTradeNo, transactionId }) };
}

export function refundSide({ state, amount, attemptNo, spRefundNo, sentAt, refundedAt }: RefundRow): Side {
  return { state, amount, attemptNo, at: refundedAt ?? sentAt, ...present({ spRefundNo }) };
}

/** An amount for people: `12.90 EUR`. */
export const inWords = (amount: Money): string => `${toMajor(amount)} ${amount.currency}`;
