/** A merchant of cards: its signatures, written from the documentation, and how it offers a card to a phone. */
import { createHash } from 'node:crypto';
import { account, anna, type Fields, type WeixinWorld } from './weixin-world';

export const memberCardId = 'pDemoMemberCardOfTheShop0001';
export const couponId = 'pDemoCouponFromBefore2021001';

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex');

/** The values that are there, sorted by bytes and joined. */
export const cardSignature = (...values: string[]): string =>
  sha1(
    values
      .filter((value) => value !== '')
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .join(''),
  );

let nonces = 0;

export interface Offered {
  readonly cardId?: string;
  readonly code?: string;
  readonly openid?: string;
  readonly outer_str?: string;
  readonly nonce_str?: string;
  /** Instead of the official account's ticket for cards. */
  readonly ticket?: string;
}

export async function ticketOf(world: WeixinWorld, type = 'wx_card', app = account): Promise<string> {
  const answer = await world.get('/cgi-bin/ticket/getticket', { access_token: await world.token(app), type });
  return String(answer.ticket);
}

/** One entry of the cardList of wx.addCard. */
export async function offer(
  world: WeixinWorld,
  given: Offered = {},
): Promise<{ cardId: string; cardExt: string }> {
  const { cardId = memberCardId, ticket, outer_str, ...rest } = given;
  const ext = { timestamp: String(Math.floor(world.clock.now() / 1000)), nonce_str: `n${++nonces}`, ...rest };
  const signature = cardSignature(ticket ?? (await ticketOf(world)), cardId, ...Object.values(ext));
  return {
    cardId,
    cardExt: JSON.stringify({ ...ext, ...(outer_str !== undefined && { outer_str }), signature }),
  };
}

/** Adds a card; answers its code, decrypted by the merchant's server. */
export async function added(world: WeixinWorld, given: Offered = {}, openid = anna.mini): Promise<string> {
  const reply = await world.client('card/add', { openid, cardList: [await offer(world, given)] });
  expect(reply.errMsg).toBe('addCard:ok');
  const [one] = reply.cardList as { code: string }[];
  const opened = await card(world, 'code/decrypt', { encrypt_code: one?.code });
  await world.weixin.idle();
  return String(opened.code);
}

/** A call of the card API with the official account's token. */
export async function card(world: WeixinWorld, name: string, body: Fields): Promise<Fields> {
  return world.post(`/card/${name}`, await world.token(account), body);
}

/** The events about cards that were pushed, in clear. */
export async function events(world: WeixinWorld): Promise<Fields[]> {
  await world.weixin.idle();
  const { pushes } = await world.summary();
  return (pushes as { message: Fields }[]).map(({ message }) => message);
}
