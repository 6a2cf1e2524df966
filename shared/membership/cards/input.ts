/** What an operator may send, field by field; one error names everything that is wrong with it. */
import { filledText, formedText } from './terms';

export const CARD_ID = /^[\w-]{8,64}$/;
export const CARD_ID_SAYS = 'must be a card_id: 8 to 64 letters, digits, "_" or "-"';
export const cardId = formedText(CARD_ID, CARD_ID_SAYS);

/** The code of one card that somebody holds (WeChat documentation, "redeem a card", read 2026-11: at most 20 characters). */
export const cardCode = filledText(20, 'characters');

/** A number of the caller's own that makes a request count once. */
export const recordNo = formedText(
  /^[0-9A-Za-z_\-|*@]{1,64}$/,
  'must be 1 to 64 characters of 0-9 A-Z a-z _ - | * @',
);
