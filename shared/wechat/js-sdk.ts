/** The signature that lets a web page use WeChat's JS-SDK (WeChat documentation, "JS-SDK", appendix 1, read 2026-11). */
import { createHash } from 'node:crypto';

/** `url`: the page's address with its query and without the fragment. `timestamp` in seconds. */
export interface SignedPage {
  readonly ticket: string;
  readonly nonce: string;
  readonly timestamp: number;
  readonly url: string;
}

/** `signature` of wx.config: SHA-1 in hex over the raw values, in this order, with these names in lower case. */
export function signPage({ ticket, nonce, timestamp, url }: SignedPage): string {
  const text = `jsapi_ticket=${ticket}&noncestr=${nonce}&timestamp=${timestamp}&url=${url}`;
  return createHash('sha1').update(text, 'utf8').digest('hex');
}
