/** What a plain text looks like: told from its form alone, so that accounts that changed places are seen. */

import type { Code } from './said';

/** By the words for it, which finish "holds …". */
export type Shape = Extract<
  Code,
  | 'an_app_id'
  | 'a_merchant_number'
  | 'an_openid'
  | 'a_serial'
  | 'a_public_key_id'
  | 'a_web_address'
  | 'an_email'
>;

const SHAPES: readonly (readonly [Shape, RegExp])[] = [
  ['an_app_id', /^wx[0-9a-f]{16}$/i],
  ['a_public_key_id', /^PUB_KEY_ID_\d+$/i],
  ['a_web_address', /^https?:\/\//i],
  ['an_openid', /^o[\w-]{27}$/],
  ['a_serial', /^[0-9A-F]{40}$/i],
  ['an_email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/],
  ['a_merchant_number', /^\d{10}$/],
];

export const shapeOf = (text: string): Shape | undefined => SHAPES.find(([, form]) => form.test(text))?.[0];

/** The shapes that belong into fields of WeChat Pay. */
const WECHAT_PAY: Readonly<Record<string, Shape>> = {
  appid: 'an_app_id',
  sub_appid: 'an_app_id',
  mchid: 'a_merchant_number',
  sub_mchid: 'a_merchant_number',
  serial_no: 'a_serial',
  public_key_id: 'a_public_key_id',
};

/** The shapes that a PSP's fields must have; of those that publish no form, none. */
export function wantedShapes(paySp: string): Readonly<Record<string, Shape>> {
  if (/^v[23](sp)?$/.test(paySp)) return WECHAT_PAY;
  return paySp === 'cloudpay' ? { sub_mch_id: 'a_merchant_number', sub_appid: 'an_app_id' } : {};
}

const PLACEHOLDER =
  /^(<.*>|[{[（(]+.*[}\])）]+|\.{3,}|…|[x×]{3,16}|\*{3,}|[•●]+|todo|tbd|changeme|change-me|none|null|undefined|你的.*|您的.*|请填.*|your[ _-].*|.*[ _-]here)$/i;

/** What a manual's example has where the merchant's own value belongs, or what a masked print shows. */
export const isPlaceholder = (text: string): boolean => PLACEHOLDER.test(text.trim());

/** Invisible characters: they come along when a text is copied out of a web page or a chat. */
export const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

const QUOTES = /^(["'`“”„‘’«»「」])[^]*(["'`“”„‘’«»「」])$/u;

export const isQuoted = (text: string): boolean => QUOTES.test(text.trim());
