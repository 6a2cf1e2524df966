/**
 * Everything that can go wrong for a caller, as one closed table: the stable code, its number (`errcode`)
 * and what to do about it. docs/errors.md is generated from it.
 */
export const errorTable = {
  UNKNOWN_ACTION: { errcode: 1001, advice: 'Send one of the actions that the message lists.' },
  INVALID_INPUT: { errcode: 1002, advice: 'Correct the fields that the message names.' },
  NOT_SIGNED_IN: {
    errcode: 1003,
    advice: 'Call from a mini-program; the platform then says who the caller is.',
  },
  FORBIDDEN: {
    errcode: 1004,
    advice: 'Only openids listed as `operators` in the configuration may do this.',
  },
  ORDER_NOT_FOUND: {
    errcode: 1101,
    advice: 'Check the number; orders of other people are not found either.',
  },
  GOODS_NOT_FOUND: {
    errcode: 1102,
    advice: 'List the goods again; some are gone or not sold in this currency.',
  },
  AMOUNT_MISMATCH: { errcode: 1103, advice: 'Show the payer the order as the server has it and ask again.' },
  ORDER_PAID: { errcode: 1104, advice: 'Nothing is left to pay or close; refund if the money must go back.' },
  ORDER_CLOSED: { errcode: 1105, advice: 'Create a new order.' },
  METHOD_NOT_OFFERED: { errcode: 1106, advice: 'Choose one of the pay methods that the message lists.' },
  TOO_MANY_OPEN_ORDERS: { errcode: 1107, advice: 'Pay or close one of the unpaid orders first.' },
  REQUEST_ID_TAKEN: {
    errcode: 1108,
    advice: 'Use another request_id, or the goods, address and currency of the first request.',
  },
  ORDER_NOT_PAID: { errcode: 1201, advice: 'Only paid orders are refunded; close an unpaid one.' },
  REFUND_TOO_LARGE: { errcode: 1202, advice: 'Refund at most `refundable_fee`.' },
  REFUND_NUMBER_TAKEN: {
    errcode: 1203,
    advice: 'Use another out_refund_no, or the amount of the first request.',
  },
  REFUND_NOT_FOUND: { errcode: 1204, advice: 'Check the out_refund_no.' },
  REFUND_FAILED: {
    errcode: 1205,
    advice: 'No money went back and the amount is free again; refund under another out_refund_no.',
  },
  NOTICE_NOT_FOUND: { errcode: 1206, advice: 'Check the notice_id; `listaside` lists them.' },
  NOTICE_DECIDED: {
    errcode: 1207,
    advice: 'Somebody decided otherwise before, as the message says. A decision stands.',
  },
  REFUND_ENDED: { errcode: 1208, advice: 'The refund has ended otherwise; see `queryrefund`.' },
  REFUND_ANSWERED: {
    errcode: 1209,
    advice: 'Its PSP still answers about this refund; wait for its word, or ask again with `queryrefund`.',
  },
  REPORT_NOT_FOUND: {
    errcode: 1301,
    advice: 'Nothing was compared for that PSP and day; `listreconciliations` lists what was.',
  },
  FINDING_NOT_FOUND: { errcode: 1302, advice: 'Check the finding_id; `reconciliation` lists them.' },
  FINDING_DECIDED: { errcode: 1303, advice: 'Somebody decided otherwise; the message says what.' },
  CONFIG_MISSING: { errcode: 2001, advice: 'Put the payment configuration into the cloud database.' },
  CONFIG_INVALID: {
    errcode: 2002,
    advice: 'Correct the fields that the message names in the configuration.',
  },
  NOT_SUPPORTED: {
    errcode: 2003,
    advice: 'The PSP or WeChat does not offer this (any more); the message says what to do instead.',
  },
  PSP_REFUSED: {
    errcode: 3001,
    advice: 'The PSP said no and nothing happened there; its own words are in the message.',
  },
  OUTCOME_UNKNOWN: {
    errcode: 3002,
    advice: 'It may have happened. Ask again (queryorder, queryrefund); never start anew.',
  },
  PSP_UNREACHABLE: {
    errcode: 3003,
    advice: 'The PSP was not reached, so this time nothing was sent. Try again later.',
  },
  WECHAT_REFUSED: {
    errcode: 3101,
    advice: 'WeChat said no and nothing happened there; its code and words are in the message.',
  },
  WECHAT_UNKNOWN: {
    errcode: 3102,
    advice: 'WeChat gave no usable answer, so it may have happened. Look first, then ask again.',
  },
  WECHAT_UNREACHABLE: {
    errcode: 3103,
    advice: 'WeChat was not reached, so this time nothing was sent. Try again later.',
  },
  WECHAT_QUOTA: {
    errcode: 3104,
    advice: 'This app asked WeChat too often; wait for the next minute or day, as the message says.',
  },
  SESSION_NOT_FOUND: {
    errcode: 4001,
    advice: 'Start again; sessions of other people are not found either.',
  },
  TOO_MANY_ATTEMPTS: { errcode: 4002, advice: 'Wait until `retry_at`, then start again.' },
  CODE_REJECTED: {
    errcode: 4003,
    advice: 'A code serves once and for five minutes. Ask WeChat for a new one.',
  },
  IDENTITY_REJECTED: {
    errcode: 4004,
    advice: 'WeChat does not vouch for this person; sign in with a real account.',
  },
  MEMBER_NOT_FOUND: { errcode: 4101, advice: 'Check the openid or membership number.' },
  CARD_NOT_FOUND: {
    errcode: 4102,
    advice: 'Check the code and card; cards of other people are not found either.',
  },
  RECORD_NUMBER_TAKEN: {
    errcode: 4103,
    advice: 'Use another record_no, or the member and amounts of the first request.',
  },
  POINTS_TOO_FEW: { errcode: 4104, advice: 'Take at most what the member has.' },
  CODE_CONSUMED: { errcode: 4105, advice: 'Somebody else consumed this code; it is worth nothing any more.' },
  CARD_NOT_USABLE: {
    errcode: 4106,
    advice: 'The card is gifted, deleted, expired or disabled; the message says which.',
  },
  BUSY: { errcode: 5001, advice: 'Others work on the same thing at this moment. Try again.' },
  DOCUMENT_UNREADABLE: {
    errcode: 5002,
    advice: 'Somebody edited the document in the database; correct the fields that the message names.',
  },
  INTERNAL: {
    errcode: 5000,
    advice: 'Our mistake or the database is away; the log line with the request id says more.',
  },
} as const;

export type ErrorCode = keyof typeof errorTable;

/** The only error that reaches a caller. The message says what is wrong and what to do, and holds no secret. */
export class PayError extends Error {
  /** @param fields further result fields that help the caller, for example `out_refund_no`; times in milliseconds */
  constructor(
    readonly code: ErrorCode,
    detail: string,
    readonly fields: Readonly<Record<string, string | number>> = {},
  ) {
    super(detail);
    this.name = 'PayError';
  }

  get errcode(): number {
    return errorTable[this.code].errcode;
  }
}
