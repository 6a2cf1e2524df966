/** What payers do at a cashier, as it happens in life: each way is one or two events at the PSP. */
import { ControlError } from './sandbox';
import { type SandboxEvent } from './event';

export const ways = ['pay', 'decline', 'lose_notice', 'twice', 'other_amount', 'late'] as const;
export type Way = (typeof ways)[number];

/** What a payer does with the attempt `tradeNo`. `amount`, in minor units, belongs to `other_amount`. */
export interface Doing {
  readonly tradeNo: string;
  readonly way: Way;
  readonly amount?: number | undefined;
}

/**
 * `twice`: the payer taps twice; the PSP takes the money once and notifies twice. `late`: the time of the payment was over
 * when the payer confirmed it.
 */
export function eventsOf({
  tradeNo: trade_no,
  way,
  amount,
}: Doing): readonly [SandboxEvent, ...SandboxEvent[]] {
  switch (way) {
    case 'pay':
      return [{ event: 'pay', trade_no }];
    case 'decline':
      return [{ event: 'fail', trade_no }];
    case 'lose_notice':
      return [{ event: 'pay', trade_no, drop_notify: true }];
    case 'twice':
      return [{ event: 'pay', trade_no, duplicate: 2 }];
    case 'other_amount':
      if (amount === undefined) throw new ControlError(400, 'amount: other_amount needs one, in minor units');
      return [{ event: 'pay', trade_no, amount }];
    case 'late':
      return [
        { event: 'close', trade_no },
        { event: 'pay', trade_no },
      ];
  }
}
