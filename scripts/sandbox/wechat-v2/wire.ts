/**
 * The bytes of WeChat Pay v2: flat XML and its signature. Read by a public parser, so that what the shop writes is judged
 * by somebody else's idea of XML. Source: pay.weixin.qq.com/doc/v2/merchant/4011985891, read 2026-11.
 */
import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import * as v from 'valibot';
import { joined, signedText } from '../signing';

export type Words = Readonly<Record<string, string>>;
export type SignType = 'MD5' | 'HMAC-SHA256';

const document = v.strictObject({ xml: v.record(v.string(), v.string()) });
const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: false,
  ignoreDeclaration: true,
  trimValues: false,
});

/** The fields of a document, or undefined when it is not the flat form that WeChat Pay takes. */
export function readWords(xml: string): Words | undefined {
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) return undefined;
  const read = v.safeParse(document, parsed(xml.trim()));
  const { '#text': between = '', ...words } = read.success ? read.output.xml : {};
  // The parser forgives tags that are not closed and text between fields; WeChat Pay does not.
  const isWhole = ['xml', ...Object.keys(words)].every((name) => xml.includes(`</${name}>`));
  return read.success && isWhole && between.trim() === '' ? words : undefined;
}

function parsed(xml: string): unknown {
  try {
    return parser.parse(xml);
  } catch {
    return undefined;
  }
}

/** Numbers go bare, everything else in CDATA, as WeChat Pay writes. */
export function writeWords(words: Words, root = 'xml'): string {
  const fields = Object.entries(words).map(([name, value]) => {
    const safe = /^\d{1,10}$/.test(value)
      ? value
      : `<![CDATA[${value.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
    return `<${name}>${safe}</${name}>`;
  });
  return `<${root}>${fields.join('\n')}</${root}>`;
}

/** Upper-case hexadecimal. Empty values and `sign` do not count. */
export function signatureOf(words: Words, key: string, type: SignType): string {
  const counted = Object.entries(words).filter(([name, value]) => name !== 'sign' && value !== '');
  const hash = type === 'MD5' ? createHash('md5') : createHmac('sha256', key);
  return hash
    .update(`${signedText(joined(counted))}&key=${key}`, 'utf8')
    .digest('hex')
    .toUpperCase();
}

export const signed = (words: Words, key: string, type: SignType): Words => ({
  ...words,
  sign: signatureOf(words, key, type),
});

/** What hides in a refund notice: AES-256-ECB under the lower-case hexadecimal MD5 of the API key. */
export function hidden(words: Words, key: string): string {
  const secret = createHash('md5').update(key, 'utf8').digest('hex');
  const cipher = createCipheriv('aes-256-ecb', Buffer.from(secret, 'ascii'), null);
  return Buffer.concat([cipher.update(writeWords(words, 'root'), 'utf8'), cipher.final()]).toString('base64');
}
