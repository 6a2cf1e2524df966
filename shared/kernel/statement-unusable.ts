/** Why a PSP's statement of a day cannot be used. Of such a statement nothing counts, however much of it was read. */

export const statementFaults = {
  not_a_bill: 'it is something else: an error page, a message, another kind of file',
  not_text: 'it is not UTF-8 text',
  damaged: 'it cannot be unpacked',
  cut_off: 'it ends too early',
  too_large: 'it is larger than any statement is allowed to be',
  missing_column: 'a column that is needed is not there, or is there twice',
  bad_row: 'a row says what no row can say',
  partial: 'it holds a part of the day only, such as refunds without payments',
  other_account: 'it has lines of another account',
  other_currency: 'it is in a currency that this account does not take',
  other_day: 'it has lines of another day',
  no_summary: 'it does not end with its own summary',
  wrong_sums: 'its rows do not add up to its own summary',
  wrong_hash: 'it is not the file that the PSP announced',
  list_cut: 'the PSP does not list everything it has',
  foreign_address: 'the PSP points to an address that is not its own',
  too_old: 'the PSP does not keep the day any more',
  refused: 'the PSP refuses to hand it out',
  lacking: 'the configuration lacks what is needed to ask for it',
} as const;

export type StatementFault = keyof typeof statementFaults;

/** The message says what is wrong and where, and quotes at most numbers of payments, never names or free text. */
export class StatementUnusable extends Error {
  constructor(
    readonly code: StatementFault,
    message: string,
    /** Where a person finds the file. */
    readonly kept?: string,
  ) {
    super(message);
    this.name = 'StatementUnusable';
  }
}
