/** What a buyer asks for. */
import type { Address } from '../order/order';

export interface Wish {
  readonly goodsId: string;
  readonly quantity: number;
  /** Which kind of the goods, where they have kinds. */
  readonly specificationId?: string;
}

export interface NewOrder {
  /** The caller's own number of this wish: under it there is one order, whatever is lost on the way. */
  readonly requestId?: string;
  readonly items: readonly Wish[];
  readonly feeType?: string;
  readonly address?: Address;
}
