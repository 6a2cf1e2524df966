// Bytes of files as the encodings of wx.getFileSystemManager() write them (developers.weixin.qq.com, FileSystemManager, read 2026-11).
import { base64Of, fromBase64 } from './base64';
import { WxFailure } from './calling';

export type Content = string | ArrayBuffer;

interface Encoding {
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => string;
  readonly write: (text: string) => Uint8Array<ArrayBuffer>;
}

const utf8: Encoding = {
  read: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  write: (text) => new TextEncoder().encode(text),
};
const latin1: Encoding = {
  read: (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''),
  write: (text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
};
const encodings: Readonly<Record<string, Encoding | undefined>> = {
  utf8,
  'utf-8': utf8,
  base64: {
    read: ({ buffer }) => base64Of(buffer),
    write: (text) => new Uint8Array(fromBase64(text)),
  },
  hex: {
    read: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
    write: (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  },
  ascii: latin1,
  latin1,
  binary: latin1,
};

function encodingNamed(name: string): Encoding {
  const encoding = encodings[name.toLowerCase()];
  if (!encoding) throw new WxFailure(`invalid encoding "${name}"`);
  return encoding;
}

/** What is written; a text without encoding is UTF-8. */
export function bytesOf(data: Content, encoding = 'utf8'): Uint8Array<ArrayBuffer> {
  if (typeof data === 'string') return encodingNamed(encoding).write(data);
  return new Uint8Array(data.slice(0));
}

/** What is read: without encoding the bytes themselves. */
export function contentOf(bytes: Uint8Array<ArrayBuffer>, encoding?: string): Content {
  return encoding === undefined ? bytes.slice().buffer : encodingNamed(encoding).read(bytes);
}
