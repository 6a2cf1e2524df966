/** What is wrong with a field that holds a key, a certificate or a file with both, in words for the person who pasted it. */
import type { Remark } from './finding';
import { described, recognise, type Material } from './material';
import { inTheirWords, says, type Code } from './said';

/** What a field wants, and the file of WeChat Pay's (or another PSP's) that has it. */
interface Wanted {
  readonly what: 'private key' | 'public key' | 'certificate' | 'PKCS#12 file';
  readonly file: Extract<Code, `file_${string}`>;
}

/** The fields that hold such a thing, whatever PSP they belong to. */
export const KEY_FIELDS: Readonly<Record<string, Wanted>> = {
  private_key: { what: 'private key', file: 'file_private_key' },
  public_key: { what: 'public key', file: 'file_public_key' },
  cert: { what: 'certificate', file: 'file_cert' },
  cert_key: { what: 'private key', file: 'file_cert_key' },
  p12: { what: 'PKCS#12 file', file: 'file_p12' },
  certificates: { what: 'certificate', file: 'file_certificates' },
};

const NOUNS = {
  'private key': 'a_private_key',
  'public key': 'a_public_key',
  certificate: 'a_certificate',
  'PKCS#12 file': 'a_p12',
} as const;

const WHY = {
  'private key': 'why_private_key',
  'public key': 'why_public_key',
  certificate: 'why_certificate',
  'PKCS#12 file': 'why_p12',
} as const;

/**
 * What keeps a text from being what the field wants.
 * @param said what the functions say about it; undefined where they can use it
 */
export function keyRemark(name: string, raw: string, said: string | undefined): Remark | undefined {
  const wanted = KEY_FIELDS[name];
  if (!wanted || said === undefined) return undefined;
  const material = recognise(raw);
  const why = says(WHY[wanted.what]);
  return { why, ...(mixUp(wanted, material) ?? trouble(wanted, { material, raw, said })) };
}

type Words = Pick<Remark, 'problem' | 'fix'>;

/** Something whole, but another thing than is wanted. */
function mixUp({ what, file: code }: Wanted, material: Material): Words | undefined {
  const { is } = material;
  if (is === what || is === 'damaged') return undefined;
  if (is === 'file name') return { problem: says('file_name'), fix: says('fix_file_name') };
  const found = described(material);
  if (!found) return undefined;
  const hint = HINTS[is];
  const file = says(code);
  return {
    problem: says('other_thing', { found, wanted: says(NOUNS[what]) }),
    fix: hint ? says('fix_give_and', { file, hint: says(hint) }) : says('fix_give', { file }),
  };
}

const HINTS: Partial<Record<Material['is'], Extract<Code, `hint_${string}`>>> = {
  'encrypted private key': 'hint_encrypted',
  'OpenSSH key': 'hint_openssh',
  'certificate request': 'hint_request',
};

interface Pasted {
  readonly material: Material;
  readonly raw: string;
  /** What the functions say about it. */
  readonly said: string;
}

/** The right thing, or nobody knows what, that cannot be used as it stands. */
function trouble({ what, file: code }: Wanted, { material, raw, said: reader }: Pasted): Words {
  const file = says(code);
  const wanted = says(NOUNS[what]);
  const said = inTheirWords(reader);
  if (material.is === 'damaged')
    return {
      problem: says('damaged', { label: material.label, how: material.how }),
      fix: says('fix_damaged', { file }),
    };
  if ('headless' in material && material.headless)
    return { problem: says('headless', { wanted }), fix: header(what.toUpperCase(), material) };
  if (material.is === 'other')
    return { problem: says('nothing_known', { wanted, said }), fix: says('fix_whole_file', { file }) };
  if (material.is === what && !raw.includes('-----BEGIN '))
    return { problem: says('otherwise_written', { wanted }), fix: says('fix_whole_file', { file }) };
  return { problem: says('unusable_key', { said }), fix: says('fix_unusable_key', { file }) };
}

/** A PKCS#1 key is framed by other words. */
const header = (label: string, material: Material): Words['fix'] =>
  'form' in material && material.form === 'PKCS#1'
    ? says('fix_headless_pkcs1', { label, word: material.is === 'private key' ? 'PRIVATE' : 'PUBLIC' })
    : says('fix_headless', { label });
