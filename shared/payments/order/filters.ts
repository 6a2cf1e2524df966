/** What lists of orders and notices are narrowed by. */
import type { OrderState } from './order';

/**
 * Whose records are meant: those of one configuration document; `besides` are the other documents that there are, where also
 * those of documents that are gone are meant.
 */
export interface OfConfig {
  readonly configId: string;
  readonly besides?: readonly string[];
}

export interface AsideFilter extends OfConfig {
  readonly paySps: readonly string[];
  /** Received before this moment, milliseconds; with `beforeId` also at it, with a smaller id. */
  readonly before: number;
  readonly beforeId?: string;
  /** Only those of one order. */
  readonly outTradeNo?: string;
  /** Also those that were decided. */
  readonly all: boolean;
  readonly limit: number;
}

export interface Owner {
  readonly appid: string;
  readonly openid: string;
}

/** Orders that have a number: ours, an attempt's, the PSP's, WeChat's, a refund's; or what else is asked for. */
export interface OrderSearch {
  readonly text: string;
  /** Also orders of goods whose title has the text in it, and orders of the buyer with that openid. */
  readonly also: 'titles' | 'buyers';
}

export interface OrderFilter extends Partial<OfConfig> {
  /** Only orders whose present PSP is one of these; an empty text stands for orders without one. */
  readonly paySps?: readonly string[];
  readonly owner?: Owner;
  /** Only orders that wait for a person. */
  readonly waiting?: true;
  readonly states?: readonly OrderState[];
  /** Only orders of which something went back, or is to go back. */
  readonly refunded?: true;
  /** Only orders for which the timer still has something to do. */
  readonly underWay?: true;
  /** Minor units. */
  readonly totalFee?: number;
  /** Made at this moment or later, milliseconds. */
  readonly since?: number;
  readonly search?: OrderSearch;
  /** Orders made before this moment, or at it with a smaller number where `beforeNo` is given. */
  readonly before: number;
  readonly beforeNo?: string;
  readonly limit: number;
}
