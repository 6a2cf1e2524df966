/** The code of one card that somebody holds: how it is handed in, what it is worth now, and what becomes of it. */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { own } from '../../kernel/json';
import { decryptCode, disableCode, getCode, type ToldCode } from './code-apis';
import { ask, call, type Desk } from './desk';
import { cardCode, cardId } from './input';
import { cardFailure } from './refusals';
import { filledText } from './terms';

/** WeChat's words for the state of a code (WeChat documentation, "redeem a card", read 2026-11) and ours. */
const words: Readonly<Record<string, string>> = {
  NORMAL: 'normal',
  CONSUMED: 'consumed',
  EXPIRE: 'expired',
  GIFTING: 'gifting',
  GIFT_SUCC: 'gifted',
  GIFT_TIMEOUT: 'gift_timeout',
  DELETE: 'deleted',
  UNAVAILABLE: 'unavailable',
};

/** `unknown` for a word that WeChat does not document. */
export const stateOf = ({ status }: ToldCode): string => own(words, status) ?? 'unknown';

const encryptedCode = v.pipe(
  filledText(1024),
  v.transform(urlDecodedOnce),
  v.regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be an encrypted code as WeChat gave it, url-decoded once'),
);

/** Base64 knows no "%": where one stands, the code comes out of a web address and is decoded, once. */
function urlDecodedOnce(raw: string): string {
  if (!raw.includes('%')) return raw;
  try {
    return decodeURIComponent(raw);
  } catch {
    return raw;
  }
}

/** How a code is named: as the holder shows it, or encrypted as WeChat puts it into pages and answers. */
export const codeInput = {
  code: v.optional(cardCode),
  encrypt_code: v.optional(encryptedCode),
  card_id: v.optional(cardId),
};

interface NamedCode {
  readonly code?: string | undefined;
  readonly encrypt_code?: string | undefined;
}

export const namesOneCode = ({ code, encrypt_code: encrypted }: NamedCode): boolean =>
  (code === undefined) !== (encrypted === undefined);
export const NAMES_ONE_CODE = 'must have either code or encrypt_code';

export const decryptInput = v.pipe(
  v.object({ code: v.optional(encryptedCode), encrypt_code: v.optional(encryptedCode) }),
  v.check((wish) => namesOneCode(wish), NAMES_ONE_CODE),
);

/** The code in clear. */
export async function codeIn(desk: Desk, { code, encrypt_code: encrypted }: NamedCode): Promise<string> {
  if (encrypted === undefined) return code ?? '';
  const body = { encrypt_code: encrypted };
  return (await ask(desk, decryptCode, { body }, { what: 'decrypting the code' })).code;
}

/** One code; codes of the merchant's own are found only with their card. */
export interface CodeName {
  readonly code: string;
  readonly cardId?: string | undefined;
}

/** `check_consume: false`: a code that cannot be consumed is told with its state, and not refused. */
const bodyFor = ({ code, cardId: id }: CodeName) => ({
  code,
  ...(id === undefined ? {} : { card_id: id }),
});
const lookAt = (name: CodeName) => ({ body: { ...bodyFor(name), check_consume: false } });

/**
 * What WeChat says of a code.
 * @throws PayError CARD_NOT_FOUND, also for a code of another card; WECHAT_*
 */
export async function lookUp(desk: Desk, name: CodeName): Promise<ToldCode> {
  const told = await ask(desk, getCode, lookAt(name), { what: 'looking the code up' });
  if (name.cardId === undefined || told.cardId === name.cardId) return told;
  throw new PayError('CARD_NOT_FOUND', 'the code belongs to another card than card_id');
}

/** The same where why it failed is no news; undefined then. */
export async function lookUpIfReadable(desk: Desk, name: CodeName): Promise<ToldCode | undefined> {
  const outcome = await call(desk, getCode, lookAt(name));
  return outcome.is === 'ok' ? outcome.value : undefined;
}

/**
 * Takes a code out of use for ever; where it is already, that is the answer. Throws PayError like `lookUp`, CODE_CONSUMED,
 * CARD_NOT_USABLE.
 */
export async function makeUnavailable(desk: Desk, name: CodeName, reason: string | undefined): Promise<void> {
  const body = { ...bodyFor(name), ...(reason === undefined ? {} : { reason }) };
  const outcome = await call(desk, disableCode, { body });
  if (outcome.is === 'ok') return;
  const mayBeDone = outcome.is === 'unknown' || outcome.is === 'refused';
  const told = mayBeDone ? await lookUpIfReadable(desk, name) : undefined;
  if (told?.status === 'UNAVAILABLE' && (name.cardId ?? told.cardId) === told.cardId) return;
  throw cardFailure(outcome, 'making the code unavailable', 'Ask again: twice is once');
}

/** A code as an operator sees it. */
export function codeView(code: string, told: ToldCode): Readonly<Record<string, unknown>> {
  return {
    code,
    card_id: told.cardId,
    state: stateOf(told),
    user_card_status: told.status,
    can_consume: told.canConsume,
    ...(told.openid === undefined ? {} : { openid: told.openid }),
    ...(told.beginTime === undefined ? {} : { begin_time: told.beginTime }),
    ...(told.endTime === undefined ? {} : { end_time: told.endTime }),
  };
}
