/** What is wrong with a field that holds a key, a certificate or a file with both, in words for the person who pasted it. */
import type { Remark } from './finding';
import { described, recognise, type Material } from './material';

/** What a field wants, and the file of WeChat Pay's (or another PSP's) that has it. */
interface Wanted {
  readonly what: 'private key' | 'public key' | 'certificate' | 'PKCS#12 file';
  readonly file: string;
}

const CERTIFICATES: Wanted = { what: 'certificate', file: 'WeChat Pay’s platform certificate' };

/** The fields that hold such a thing, whatever PSP they belong to. */
export const KEY_FIELDS: Readonly<Record<string, Wanted>> = {
  private_key: { what: 'private key', file: 'your own private key (apiclient_key.pem at WeChat Pay)' },
  public_key: { what: 'public key', file: 'the PSP’s public key (pub_key.pem at WeChat Pay)' },
  cert: { what: 'certificate', file: 'your merchant certificate (apiclient_cert.pem)' },
  cert_key: { what: 'private key', file: 'the private key of the certificate (apiclient_key.pem)' },
  p12: { what: 'PKCS#12 file', file: 'apiclient_cert.p12 as base64 text' },
  certificates: CERTIFICATES,
};

const WHY: Readonly<Record<Wanted['what'], string>> = {
  'private key': 'Every request is signed with it: without it nothing can be asked and nobody can pay.',
  'public key': 'It vouches for answers and notices: without it no payment is believed.',
  certificate:
    'The PSP knows you by it, or you know the PSP by it: with another one neither trusts the other.',
  'PKCS#12 file': 'Refunds are let in by it: without it no money goes back.',
};

/**
 * What keeps a text from being what the field wants.
 * @param said what the functions say about it; undefined where they can use it
 */
export function keyRemark(name: string, raw: string, said: string | undefined): Remark | undefined {
  const wanted = KEY_FIELDS[name];
  if (!wanted || said === undefined) return undefined;
  const material = recognise(raw);
  const why = WHY[wanted.what];
  return { why, ...(mixUp(wanted, material) ?? trouble(wanted, material, said)) };
}

type Words = Pick<Remark, 'problem' | 'fix'>;

/** Something whole, but another thing than is wanted. */
function mixUp({ what, file }: Wanted, material: Material): Words | undefined {
  const { is } = material;
  if (is === what || is === 'damaged' || is === 'other') return undefined;
  if (is === 'file name') {
    return {
      problem: 'holds the name of a file, not what stands in it',
      fix: 'Open the file in a text editor and paste all of it.',
    };
  }
  return {
    problem: `holds ${described(material) ?? is}, but ${articled(what)} is wanted`,
    fix: `Give ${file}.${HINTS[is] ?? ''}`,
  };
}

const HINTS: Partial<Record<Material['is'], string>> = {
  'encrypted private key':
    ' To take the passphrase away: openssl pkcs8 -in encrypted.pem -out plain.pem (for a PKCS#1 key: openssl rsa -in … -out …).',
  'OpenSSH key': ' This one is for logging in to machines; it has nothing to do with payments.',
  'certificate request': ' It is what you sent in to get a certificate; take the certificate that came back.',
};

/** "a PKCS#12 file" and its like. */
const articled = (what: string): string => `a ${what}`;

/** The right thing, or nobody knows what, that cannot be used as it stands. */
function trouble({ what, file }: Wanted, material: Material, said: string): Words {
  if (material.is === 'damaged') {
    return {
      problem: `holds a ${material.label.toLowerCase()} that ${material.how}`,
      fix: `Paste ${file} again, from the first dash to the last.`,
    };
  }
  if ('headless' in material && material.headless) {
    const label = what.toUpperCase();
    return {
      problem: `holds the base64 text of a ${what} without its first and last line`,
      fix: `Put -----BEGIN ${label}----- before it and -----END ${label}----- behind it${pkcs1(material)}.`,
    };
  }
  if (material.is === 'other') {
    return {
      problem: `holds no ${what}: it ${said}`,
      fix: `Give ${file}: all of the file, BEGIN and END lines included.`,
    };
  }
  return {
    problem: said,
    fix: `Give ${file}, of RSA with at least 2048 bits and without a passphrase, pasted as it is in the file.`,
  };
}

/** A PKCS#1 key is framed by other words. */
const pkcs1 = (material: Material): string =>
  'form' in material && material.form === 'PKCS#1'
    ? ` (it is PKCS#1: write RSA before the word ${material.is === 'private key' ? 'PRIVATE' : 'PUBLIC'})`
    : '';
