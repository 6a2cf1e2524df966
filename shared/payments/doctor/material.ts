/**
 * Recognises keys and certificates however they were pasted. What it says is about the text as it stands; whether the
 * functions can use it, the fields' own readers decide.
 */
import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { says, type Said } from './said';

/** What a text is. */
export type Material =
  | { readonly is: 'private key'; readonly form: string; readonly key: KeyObject; readonly headless: boolean }
  | { readonly is: 'public key'; readonly form: string; readonly key: KeyObject; readonly headless: boolean }
  | { readonly is: 'certificate'; readonly certificate: X509Certificate; readonly headless: boolean }
  | { readonly is: 'PKCS#12 file' }
  | { readonly is: 'encrypted private key' }
  | { readonly is: 'certificate request' }
  | { readonly is: 'OpenSSH key' }
  | { readonly is: 'file name' }
  | { readonly is: 'damaged'; readonly label: Said; readonly how: Said }
  | { readonly is: 'other' };

/** Everything around the base64 text that pasting brings along. */
const cleaned = (raw: string): string =>
  raw
    .replace(/\\+[nrt]/g, '\n')
    .replace(/["'`“”„‘’«»]/gu, '')
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/gu, '')
    .replace(/[‐-―−]/gu, '-');

const BLOCK =
  /-{3,6} *(BEGIN) +([A-Z0-9 ]*?[A-Z0-9]) *-{3,6}([^]*?)(?:-{3,6} *END +([A-Z0-9 ]*?[A-Z0-9]) *-{3,6}|$)/i;

const FILE_NAME =
  /^(~?[./\\]|[A-Za-z]:\\|file:)?[^\n]{0,200}\.(pem|key|crt|cer|p12|pfx|txt|der)$|^(\/|~\/|\.\.?\/|[A-Za-z]:\\)[\w./\\ -]{1,200}$/i;

/** What a text is. Never throws. */
export function recognise(raw: string): Material {
  const text = cleaned(raw).trim();
  const block = BLOCK.exec(text);
  if (block) return inBlock(block);
  if (!text.includes('\n') && FILE_NAME.test(text)) return { is: 'file name' };
  if (/-{3,6} *END +/i.test(text)) return { is: 'damaged', label: says('a_key'), how: says('without_begin') };
  return withoutHeader(text);
}

function inBlock([, , label = '', content = '', endLabel]: RegExpExecArray): Material {
  const name = label.toUpperCase();
  return (
    unusable(name, content) ??
    framed({ name, endName: endLabel?.toUpperCase(), base64: content.replace(/\s+/g, '') })
  );
}

function unusable(name: string, content: string): Material | undefined {
  if (name.includes('OPENSSH')) return { is: 'OpenSSH key' };
  if (name.includes('CERTIFICATE REQUEST')) return { is: 'certificate request' };
  if (name.includes('ENCRYPTED') || /\bENCRYPTED\b/.test(content)) return { is: 'encrypted private key' };
  return undefined;
}

interface Framed {
  readonly name: string;
  readonly endName: string | undefined;
  readonly base64: string;
}

function framed({ name, endName, base64 }: Framed): Material {
  const damaged = (how: Said): Material => ({
    is: 'damaged',
    label: says('damaged_text', { label: name }),
    how,
  });
  const stranger = /[^A-Za-z0-9+/=]/u.exec(base64)?.[0];
  if (base64 === '') return damaged(says('with_nothing'));
  if (stranger !== undefined) return damaged(says('with_stranger', { sign: stranger }));
  const found = fromDer(Buffer.from(base64, 'base64'), false);
  if (endName === undefined) return damaged(says(found.is === 'other' ? 'cut_without_end' : 'without_end'));
  if (found.is === 'other') return damaged(damageOf(base64));
  return endName === name ? found : damaged(says('ends_otherwise', { begin: name, end: endName }));
}

/** The length of a DER structure stands at its front: more was there once, or something in the middle changed. */
function damageOf(base64: string): Said {
  const der = Buffer.from(base64, 'base64');
  const said = derLength(der);
  if (said === undefined) return says('unreadable');
  if (said > der.length) return says('cut', { lost: said - der.length, length: said });
  return says('unreadable');
}

/** How long a DER structure says that it is, bytes, its head counted. */
function derLength(der: Buffer): number | undefined {
  const [tag, first = 0] = der;
  if (tag !== 0x30) return undefined;
  if (first < 0x80) return first + 2;
  const bytes = first & 0x7f;
  if (bytes > 4 || der.length < 2 + bytes) return undefined;
  return der.readUIntBE(2, bytes) + 2 + bytes;
}

function withoutHeader(text: string): Material {
  const base64 = text.replace(/^data:[^,]*;base64,/i, '').replace(/\s+/g, '');
  if (base64.length < 100 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return { is: 'other' };
  const der = Buffer.from(base64, 'base64');
  // The base64 text of a whole PEM file.
  if (der.subarray(0, 11).toString('latin1') === '-----BEGIN ') return recognise(der.toString('latin1'));
  const found = fromDer(der, true);
  if (found.is !== 'other') return found;
  const isCut = (derLength(der) ?? 0) > der.length;
  return isCut ? { is: 'damaged', label: says('a_file_in_base64'), how: damageOf(base64) } : found;
}

function fromDer(der: Buffer, headless: boolean): Material {
  for (const read of READERS) {
    try {
      return read(der, headless);
    } catch {
      // It is not of this kind.
    }
  }
  return { is: 'other' };
}

const READERS: readonly ((der: Buffer, headless: boolean) => Material)[] = [
  (der, headless) => ({ is: 'certificate', certificate: new X509Certificate(der), headless }),
  ...(['pkcs8', 'pkcs1', 'sec1'] as const).map((type) => (key: Buffer, headless: boolean): Material => ({
    is: 'private key',
    form: FORMS[type],
    key: createPrivateKey({ key, format: 'der', type }),
    headless,
  })),
  ...(['spki', 'pkcs1'] as const).map((type) => (key: Buffer, headless: boolean): Material => ({
    is: 'public key',
    form: FORMS[type],
    key: createPublicKey({ key, format: 'der', type }),
    headless,
  })),
  (der) => {
    if (!looksLikePkcs12(der)) throw new Error('no PKCS#12');
    return { is: 'PKCS#12 file' };
  },
];

const FORMS = { pkcs8: 'PKCS#8', pkcs1: 'PKCS#1', sec1: 'SEC 1', spki: 'SPKI' } as const;

/** PKCS#12 begins with version 3 and the content type "data" or "signed data" (RFC 7292). */
const looksLikePkcs12 = (der: Buffer): boolean =>
  der.subarray(0, 12).includes(Buffer.from([0x02, 0x01, 0x03])) &&
  der.subarray(0, 40).includes(Buffer.from('06092a864886f70d0107', 'hex'));

/** What it is, in words that finish "holds …"; undefined for a text that is no key and no certificate. */
export function described(material: Material): Said | undefined {
  switch (material.is) {
    case 'other':
      return undefined;
    case 'private key':
      return says('a_private_key_of', { size: sizeOf(material.key), form: material.form });
    case 'public key':
      return says('a_public_key_of', { size: sizeOf(material.key), form: material.form });
    case 'certificate':
      return says('a_certificate_of', { subject: subjectOf(material.certificate) });
    case 'damaged':
      return says('a_damaged_thing', { label: material.label });
    default:
      return says(NOUNS[material.is]);
  }
}

const NOUNS = {
  'PKCS#12 file': 'a_p12',
  'encrypted private key': 'an_encrypted_key',
  'certificate request': 'a_request',
  'OpenSSH key': 'an_openssh_key',
  'file name': 'a_file_name',
} as const;

function sizeOf({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): Said | string {
  const type = asymmetricKeyType?.toUpperCase() ?? '?';
  const bits = details?.modulusLength;
  return bits === undefined ? type : says('size_in_bits', { type, bits });
}

/** The common name of whom a certificate is for, else the whole subject in one line. */
export const subjectOf = ({ subject }: X509Certificate): string =>
  commonName(subject) ?? (subject.replaceAll('\n', ', ') || '?');

export const commonName = (name: string): string | undefined => /(?:^|\n)CN=(.+)/.exec(name)?.[1]?.trim();
