/**
 * The signature under which a mini-program offers a card. Source: WeChat documentation, "card extension", appendix 4 of the card
 * documents, read 2026-11.
 */
import * as v from 'valibot';
import { isSame } from '../signing';
import { miniProgram, officialAccount } from './apps';
import { hourMs, type WeixinKit } from './kit';
import { sortedSha1 } from './push-crypt';
import { Refusal } from './refusal';
import type { Table } from './table';
import type { Tokens } from './tokens';

const text = v.exactOptional(v.string(), '');
const cardExt = v.object({
  timestamp: v.pipe(v.string('must be text'), v.regex(/^\d{10}$/, 'must be seconds')),
  signature: v.string(),
  nonce_str: v.exactOptional(v.pipe(v.string(), v.maxLength(32)), ''),
  code: text,
  openid: text,
  outer_str: text,
});
export type CardExt = v.InferOutput<typeof cardExt>;

/** SHA-1 over the values that are there, in byte order. */
export const signatureOf = (
  ticket: string,
  cardId: string,
  ext: Omit<CardExt, 'signature' | 'outer_str'>,
): string =>
  sortedSha1(
    ...[ticket, ext.timestamp, cardId, ext.code, ext.openid, ext.nonce_str].filter((value) => value !== ''),
  );

const usedNonce = v.object({ nonce: v.string(), at: v.number() });

export class CardExts {
  private readonly nonces: Table<v.InferOutput<typeof usedNonce>>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly tokens: Tokens,
  ) {
    this.nonces = kit.tables.open('card_nonces', usedNonce, ({ nonce }) => nonce);
  }

  /** What a cardExt says, when it is signed with a ticket in force and its nonce is new. */
  open(cardId: string, written: string): CardExt {
    const ext = read(written);
    const signedWith = (appid: string, kind: 'wx_card' | 'jsapi'): boolean =>
      this.tokens
        .tickets(appid, kind)
        .some((ticket) => isSame(ext.signature, signatureOf(ticket, cardId, ext)));
    if (!signedWith(officialAccount.appid, 'wx_card')) {
      if (signedWith(officialAccount.appid, 'jsapi'))
        throw new Refusal(49004, '签名错误, signed with a jsapi ticket');
      if (signedWith(miniProgram.appid, 'wx_card'))
        throw new Refusal(49004, '签名错误, signed with a ticket of the mini-program');
      throw new Refusal(49004, '签名错误');
    }
    this.takeNonce(ext);
    return ext;
  }

  private takeNonce({ nonce_str, signature }: CardExt): void {
    const now = this.kit.clock.now();
    for (const each of this.nonces.all()) if (now - each.at > 4 * hourMs) this.nonces.remove(each.nonce);
    const nonce = nonce_str === '' ? signature : nonce_str;
    if (this.nonces.get(nonce)) throw new Refusal(40080, 'nonce_str was used before');
    this.nonces.put({ nonce, at: now });
  }
}

function read(written: string): CardExt {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), cardExt), written);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new Refusal(40080, `${v.getDotPath(issue) ?? 'cardExt'}: ${issue.message}`);
}
