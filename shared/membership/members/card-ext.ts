/**
 * What a mini-program hands to `wx.addCard`: the card with a signature that WeChat checks (WeChat documentation, "wx.addCard" and
 * the cards' appendix 4, read 2026-11). Each serves once, so each has a moment and a nonce of its own.
 */
import { createHash } from 'node:crypto';
import { PayError } from '../../kernel/errors';
import { ticketOf } from '../../wechat/open-api/call';
import type { WechatConfig } from '../../wechat/wechat-config';
import type { Member } from './member';
import type { MembersRoom } from './ports';

/** SHA-1 over the values that are not empty, sorted by their bytes and joined; hex. */
export function cardSignature(values: readonly string[]): string {
  const sorted = values
    .filter((value) => value !== '')
    .map((value) => Buffer.from(value))
    .sort((a, b) => Buffer.compare(a, b));
  return createHash('sha1').update(Buffer.concat(sorted)).digest('hex');
}

export interface AddableCard {
  readonly cardId: string;
  /** JSON as text, as `wx.addCard` takes it. */
  readonly cardExt: string;
}

/**
 * A card for the member to put into the wallet: the members' card, or another that is configured.
 * @throws PayError CARD_NOT_FOUND, CONFIG_INVALID, and what getting a ticket throws
 */
export async function addableCard(
  { wechat }: MembersRoom,
  config: WechatConfig,
  member: Member,
  wantedId?: string,
): Promise<AddableCard> {
  const { officialAccount, member: rules } = config.need('officialAccount', 'member');
  const cardId = wantedId ?? rules.cardId;
  if (cardId !== rules.cardId && !rules.cards.includes(cardId)) {
    throw new PayError('CARD_NOT_FOUND', 'this card_id is not configured (member.card_id, member.cards)');
  }
  // A card that is not bound to persons must not name one, or WeChat refuses it.
  const isBound = rules.bindsOpenid && cardId === rules.cardId;
  const openid = isBound ? openidAt(member, officialAccount.appid) : '';
  const ticket = await ticketOf(wechat, officialAccount, 'wx_card');
  const timestamp = String(Math.floor(wechat.clock.now() / 1000));
  const nonce = wechat.random.hex(16);
  const signature = cardSignature([ticket, timestamp, cardId, openid, nonce]);
  const ext = { timestamp, nonce_str: nonce, ...(isBound ? { openid } : {}), signature };
  return { cardId, cardExt: JSON.stringify(ext) };
}

function openidAt({ accounts }: Member, appid: string): string {
  const account = accounts.find((one) => one.appid === appid);
  if (account) return account.openid;
  throw new PayError(
    'CARD_NOT_FOUND',
    'this card is for persons whom the official account knows, and it does not know yet who this is',
  );
}
