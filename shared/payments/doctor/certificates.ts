/** WeChat Pay's accounts: whether keys, certificates, serial numbers and merchant numbers belong to each other. */
import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { openP12 } from '../../codecs/client-certificate';
import { Secret } from '../../kernel/secret';
import type { TrustedKey } from '../../kernel/exchange';
import { at, type Block, type Placed } from './block';
import type { Finding, Note, Remark } from './finding';
import { commonName, recognise } from './material';
import { says, type Sentence } from './said';

/** An account at WeChat Pay, and further certificates of the same merchant that stand elsewhere in the document. */
export interface WechatPlaced extends Placed {
  readonly further: readonly Named[];
  /** Milliseconds. */
  readonly now: number;
}

interface Named {
  readonly name: string;
  readonly certificate: X509Certificate;
}

export const isWechatPay = (paySp: string): boolean => /^v[23](sp)?$/.test(paySp);

const DAY_MS = 86_400_000;
/** So long before the end of a certificate it is time to get the next one, days. */
const SOON_DAYS = 30;

export function certificateFindings(placed: WechatPlaced): readonly Finding[] {
  const ours = ownCertificates(placed);
  return [
    ...ours.flatMap((one) => [...validity(placed, one), ...owner(placed, one)]),
    ...serial(placed, [...ours, ...placed.further]),
    ...pair(placed, [...ours, ...placed.further]),
    ...platform(placed),
    ...publicKeyOf(placed),
    ...partners(placed),
  ];
}

/** The value of a field, where its own reader takes it. */
function valueOf({ connector, block }: Placed, name: string): unknown {
  try {
    return connector.fields[name]?.read(block[name]);
  } catch {
    return undefined;
  }
}

const textOf = (placed: Placed, name: string): string | undefined => {
  const value = valueOf(placed, name);
  return typeof value === 'string' ? value : undefined;
};

const isKey = (value: unknown): value is KeyObject =>
  typeof value === 'object' && value !== null && 'asymmetricKeyType' in value;

/** The merchant's certificates in an account; `cert` may stand beside the fields of v3, to be compared with. */
export function ownCertificates(placed: Placed): readonly Named[] {
  const found = ['cert', 'certificate', 'apiclient_cert'].flatMap((name) => {
    const raw = placed.block[name];
    const material = typeof raw === 'string' ? recognise(raw) : undefined;
    return material?.is === 'certificate' ? [{ name, certificate: material.certificate }] : [];
  });
  return [...found, ...inP12(placed)];
}

function inP12(placed: Placed): readonly Named[] {
  const p12 = valueOf(placed, 'p12');
  if (!(p12 instanceof Secret)) return [];
  const own = valueOf(placed, 'p12_passphrase');
  const passphrase = own instanceof Secret ? own : new Secret(textOf(placed, 'mchid') ?? '');
  const opened = openP12(Buffer.from(p12.reveal(), 'base64'), passphrase);
  return 'certificate' in opened && opened.certificate
    ? [{ name: 'p12', certificate: opened.certificate }]
    : [];
}

function validity(placed: WechatPlaced, { name, certificate }: Named): readonly Finding[] {
  const problem = timeProblem(certificate, placed.now);
  return problem
    ? [at(placed, name, { problem, why: says('why_certificate_time'), fix: says('fix_renew') })]
    : [];
}

function timeProblem({ validFrom, validTo }: X509Certificate, now: number): Sentence | undefined {
  const end = Date.parse(validTo);
  if (end <= now) return says('certificate_expired', { day: dayOf(end) });
  const begin = Date.parse(validFrom);
  if (begin > now) return says('certificate_not_yet', { day: dayOf(begin) });
  const days = Math.floor((end - now) / DAY_MS);
  return days <= SOON_DAYS ? says('certificate_ends_soon', { days, day: dayOf(end) }) : undefined;
}

/** Of a moment, milliseconds. */
const dayOf = (moment: number): string => new Date(moment).toISOString().slice(0, 10);

/** A merchant certificate's common name is the merchant number. */
function owner(placed: WechatPlaced, { name, certificate }: Named): readonly Finding[] {
  const whose = commonName(certificate.subject);
  const mchid = textOf(placed, 'mchid');
  if (whose === undefined || !/^\d{6,12}$/.test(whose) || mchid === undefined || whose === mchid) return [];
  const isSubs = whose === textOf(placed, 'sub_mchid');
  const remark: Remark = {
    problem: isSubs ? says('certificate_of_sub', { whose }) : says('certificate_of_other', { whose, mchid }),
    why: says('why_certificate_owner'),
    fix: isSubs ? says('fix_certificate_of_provider') : says('fix_certificate_of', { whose, mchid }),
  };
  return [at(placed, isSubs ? 'mchid' : name, remark)];
}

const serialOf = ({ serialNumber }: X509Certificate): string => serialNumber.toUpperCase();

function serial(placed: WechatPlaced, ours: readonly Named[]): readonly Finding[] {
  const said = textOf(placed, 'serial_no')?.toUpperCase();
  if (said === undefined || ours.length === 0) return [];
  if (ours.some(({ certificate }) => serialOf(certificate) === said)) return [];
  const [first] = ours;
  return first === undefined
    ? []
    : [
        at(placed, 'serial_no', {
          problem: says('other_serial', { name: first.name, serial: serialOf(first.certificate) }),
          why: says('why_serial'),
          fix: says('fix_serial', { serial: serialOf(first.certificate) }),
        }),
      ];
}

/** v2 compares `cert` and `cert_key` itself; here the private key of v3 is compared with whatever certificate there is. */
function pair(placed: WechatPlaced, ours: readonly Named[]): readonly Finding[] {
  const key = valueOf(placed, 'private_key');
  if (!isKey(key) || ours.length === 0 || ours.some(({ certificate }) => certificate.checkPrivateKey(key)))
    return [];
  return [
    at(placed, 'private_key', {
      problem: says('key_of_other_certificate', { names: ours.map(({ name }) => name) }),
      why: says('why_pair'),
      fix: says('fix_pair'),
    }),
  ];
}

function listedKeys(placed: Placed): readonly TrustedKey[] {
  const value = valueOf(placed, 'certificates');
  // The reader of `certificates` gives the word or a list of trusted keys.
  return Array.isArray(value) ? (value as readonly TrustedKey[]) : [];
}

function platform(placed: WechatPlaced): readonly Finding[] {
  const listed = listedKeys(placed);
  const ends = listed.filter(({ notAfter = Infinity }) => notAfter <= placed.now);
  if (ends.length === 0) return [];
  const day = dayOf(ends[0]?.notAfter ?? 0);
  return [
    at(placed, 'certificates', {
      problem: says('platform_certificate_expired', { day }),
      why: says('why_platform_certificate'),
      fix: says('fix_platform_certificate'),
    }),
  ];
}

function publicKeyOf(placed: WechatPlaced): readonly Finding[] {
  return [...swappedPublicKey(placed), ...publicKeyOwner(placed)];
}

function swappedPublicKey(placed: WechatPlaced): readonly Finding[] {
  const theirs = valueOf(placed, 'public_key');
  const own = valueOf(placed, 'private_key');
  if (!isKey(theirs) || !isKey(own) || !createPublicKey(own).equals(theirs)) return [];
  return [
    at(placed, 'public_key', {
      problem: says('own_public_key'),
      why: says('why_own_public_key'),
      fix: says('fix_own_public_key'),
    }),
  ];
}

/** The id of a public key holds the merchant number behind `PUB_KEY_ID_01`. */
function publicKeyOwner(placed: WechatPlaced): readonly Finding[] {
  const whose = /^PUB_KEY_ID_01(\d{10})\d/.exec(textOf(placed, 'public_key_id') ?? '')?.[1];
  const mchid = textOf(placed, 'mchid');
  if (whose === undefined || mchid?.length !== 10 || whose === mchid) return [];
  const isSubs = whose === textOf(placed, 'sub_mchid');
  return [
    at(placed, isSubs ? 'mchid' : 'public_key_id', {
      problem: isSubs ? says('public_key_of_sub', { whose }) : says('public_key_of_other', { whose, mchid }),
      why: says('why_public_key_owner'),
      fix: isSubs ? says('fix_public_key_of_provider') : says('fix_public_key_of', { mchid }),
    }),
  ];
}

function partners(placed: WechatPlaced): readonly Finding[] {
  const { block, connector } = placed;
  const mchid = textOf(placed, 'mchid');
  const isPartner = connector.fields.sub_mchid !== undefined;
  if (!isPartner && block.sub_mchid !== undefined && block.sub_mchid !== '') {
    return [
      at(placed, 'sub_mchid', {
        problem: says('sub_mchid_without_provider', { paySp: connector.paySp }),
        why: says('why_sub_mchid_without_provider'),
        fix: says('fix_sub_mchid_without_provider', { paySp: connector.paySp }),
      }),
    ];
  }
  if (!isPartner || mchid === undefined || mchid !== textOf(placed, 'sub_mchid')) return [];
  return [
    at(placed, 'sub_mchid', {
      problem: says('same_mchid'),
      why: says('why_same_mchid'),
      fix: says('fix_same_mchid', { paySp: connector.paySp.slice(0, 2) }),
    }),
  ];
}

/** What is worth knowing of the keys that vouch for WeChat Pay. */
export function keyNotes(placed: Placed): readonly Note[] {
  const { connector, block, path } = placed;
  if (!connector.keys || valueOf(placed, 'public_key') !== undefined || hasList(block)) return [];
  return [{ field: path('certificates'), says: says('note_platform_certificates') }];
}

const hasList = ({ certificates }: Block): boolean =>
  certificates !== undefined && certificates !== '' && certificates !== 'auto';
