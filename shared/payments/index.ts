/** What other areas may see of payments: orders and refunds to compare with, and the ways to have a PSP asked about them. */
export { askAboutAttempt, askAboutRefund, type Asked } from './flows/ask-again';
export { asideIdsOf } from './flows/notices/archive';
export { noteInJournal } from './flows/people/note-in-journal';
export { noteUnreadable, unreadableView } from './flows/unreadable';
export {
  fetchStatement,
  readStatement,
  statementTimesOf,
  type StatementTimes,
} from './flows/statements/fetch-statement';
export type { Fetched } from './flows/statements/fetched-statement';
export { fundsOf, type Funds, type FundSums } from './flows/statements/sum-funds';
export { DEFAULT_CONFIG_ID, type ConnectedAccount, type PaymentConfig } from './flows/payment-config';
export type { Shop } from './flows/shop';
export type { RefundState } from './order/facts';
export {
  attemptIn,
  currentAttempt,
  goingBack,
  isReturn,
  refundedFee,
  refundOf,
  type Attempt,
  type Order,
  type Refund,
  type Return,
} from './order/order';
export { isFromElsewhere } from './order/refund-facts';
export type {
  AsideNotice,
  AsideQuestion,
  AsideRow,
  Books,
  Listed,
  MadeRow,
  PaidRow,
  RefundRow,
  RowPage,
  RowPlace,
  RowQuestion,
  Unreadable,
} from './ports';
export type { Fee, StatedPaymentLine, StatedRefundLine, StatementDay, StatementLine } from './psp/statement';
