/** What moved on an account, as a report of collection `reconciliations` has it. */
import * as v from 'valibot';
import type { Contents } from '../reconciliation/reports/report';

const text = v.string();
const number = v.number();

export const fundsDocument = v.variant('is', [
  v.object({
    is: v.literal('summed'),
    fee_type: text,
    before: number,
    payments: number,
    refunds: number,
    fees: number,
    other: number,
    after: number,
    moves: number,
  }),
  v.object({ is: v.literal('empty') }),
  v.object({ is: v.picklist(['none', 'unknown', 'unusable']), why: text }),
]);

export function fundsOfDocument(one: v.InferOutput<typeof fundsDocument>): NonNullable<Contents['funds']> {
  if (one.is !== 'summed') return one;
  const { is, fee_type: currency, ...sums } = one;
  return { is, sums: { currency, ...sums } };
}
