/**
 * The fund-flow bills of WeChat Pay as movements of an account. The names of what moved are WeChat Pay's own, of which only those for
 * payments, refunds and fees are published in samples; everything else is `other`. Source: see shared/wechat/bills/fund-flow-bill.ts.
 */
import { fundFlowRows, type FundFlowRow } from '../../wechat/bills/fund-flow-bill';
import type { BillFile } from '../../wechat/bills/bill-lines';
import type { FundMove } from './statement';

/** Batches of movements. Throws StatementUnusable. */
export async function* fundMoves(file: BillFile): AsyncGenerator<readonly FundMove[], void, undefined> {
  for await (const rows of fundFlowRows(file)) yield rows.map(moveOf);
}

const moveOf = ({ name, type, direction, amount, balance }: FundFlowRow): FundMove => ({
  for: whatFor(name, type),
  moved: direction === 'in' ? amount.value : -amount.value,
  balance,
  currency: amount.currency,
});

function whatFor(name: string, type: string): FundMove['for'] {
  if (name.includes('手续费')) return 'fee';
  if (type === '交易') return 'payment';
  return type === '退款' ? 'refund' : 'other';
}
