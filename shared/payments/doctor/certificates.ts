/** WeChat Pay's accounts: whether keys, certificates, serial numbers and merchant numbers belong to each other. */
import { createPublicKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { validityProblem, openP12 } from '../../codecs/client-certificate';
import { Secret } from '../../kernel/secret';
import type { TrustedKey } from '../../kernel/exchange';
import { at, type Block, type Placed } from './block';
import type { Finding, Note, Remark } from './finding';
import { commonName, recognise } from './material';

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

const RENEW = 'Get a new one in WeChat Pay’s merchant platform (API security, merchant API certificate).';

function validity(placed: WechatPlaced, { name, certificate }: Named): readonly Finding[] {
  const why =
    'WeChat Pay refuses what is signed or sent with a certificate that is not valid: no refund goes out.';
  const problem = validityProblem(certificate, placed.now) ?? endsSoon(certificate, placed.now);
  return problem === undefined
    ? []
    : [at(placed, name, { problem: `the certificate ${problem}`, why, fix: RENEW })];
}

function endsSoon({ validTo }: X509Certificate, now: number): string | undefined {
  const days = Math.floor((Date.parse(validTo) - now) / DAY_MS);
  return days <= SOON_DAYS ? `ends in ${days} days, on ${validTo}` : undefined;
}

/** A merchant certificate's common name is the merchant number. */
function owner(placed: WechatPlaced, { name, certificate }: Named): readonly Finding[] {
  const whose = commonName(certificate.subject);
  const mchid = textOf(placed, 'mchid');
  if (whose === undefined || !/^\d{6,12}$/.test(whose) || mchid === undefined || whose === mchid) return [];
  const isSubs = whose === textOf(placed, 'sub_mchid');
  const remark: Remark = {
    problem: isSubs
      ? `the certificate is of merchant ${whose}, which is sub_mchid: mchid and sub_mchid look swapped`
      : `the certificate is of merchant ${whose}, but mchid is ${mchid}`,
    why: 'WeChat Pay takes a certificate only from the merchant that it was made out to.',
    fix: isSubs
      ? 'Let mchid be the service provider and sub_mchid the shop, and give the provider’s own certificate.'
      : `Give the certificate of ${mchid}, or mchid ${whose}.`,
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
          problem: `is not the serial number of your certificate (${first.name} has ${serialOf(first.certificate)})`,
          why: 'WeChat Pay looks up the key for our signature by it: with another one every request ends in SIGN_ERROR.',
          fix: `Give ${serialOf(first.certificate)}, or the certificate that belongs to this number.`,
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
      problem: `does not belong to your certificate in ${ours.map(({ name }) => name).join(', ')}`,
      why: 'WeChat Pay checks our signatures with the certificate: those of another key all end in SIGN_ERROR.',
      fix: 'Give apiclient_key.pem and apiclient_cert.pem out of the same download.',
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
  const day = new Date(ends[0]?.notAfter ?? 0).toISOString().slice(0, 10);
  return [
    at(placed, 'certificates', {
      problem: `a platform certificate in it expired on ${day}`,
      why: 'Answers and notices signed with a newer key are not believed.',
      fix: 'Set certificates to "auto", or move to the WeChat Pay public key.',
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
      problem: 'belongs to your private_key: WeChat Pay’s public key is wanted',
      why: 'Answers and notices are signed with WeChat Pay’s key: with yours none of them is believed, and no order is ever paid.',
      fix: 'Download the WeChat Pay public key (pub_key.pem) in the merchant platform under API security.',
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
      problem: isSubs
        ? `the public key is that of merchant ${whose}, which is sub_mchid: mchid and sub_mchid look swapped`
        : `is the id of a key of merchant ${whose}, but mchid is ${mchid}`,
      why: 'Each merchant has a WeChat Pay public key of its own: with another’s no answer is believed.',
      fix: isSubs
        ? 'Let mchid be the service provider and sub_mchid the shop, with the provider’s keys.'
        : `Take the id and the key from the merchant platform of ${mchid}.`,
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
        problem: `is for service providers; ${connector.paySp} is for a merchant of its own`,
        why: 'It is left out: the money would go to mchid, and not to the sub-merchant.',
        fix: `Let pay_sp be ${connector.paySp}sp, or take sub_mchid away.`,
      }),
    ];
  }
  if (!isPartner || mchid === undefined || mchid !== textOf(placed, 'sub_mchid')) return [];
  return [
    at(placed, 'sub_mchid', {
      problem: 'is the same number as mchid',
      why: 'A service provider sells for others, never for itself: WeChat Pay refuses it.',
      fix: `Give the sub-merchant’s number, or let pay_sp be ${connector.paySp.slice(0, 2)} for a merchant of its own.`,
    }),
  ];
}

/** What is worth knowing of the keys that vouch for WeChat Pay. */
export function keyNotes(placed: Placed): readonly Note[] {
  const { connector, block, path } = placed;
  if (!connector.keys || valueOf(placed, 'public_key') !== undefined || hasList(block)) return [];
  return [
    {
      field: path('certificates'),
      says: 'Platform certificates are downloaded. Merchants admitted since late 2024 have none: if WeChat Pay answers RESOURCE_NOT_EXISTS, you need public_key_id and public_key (merchant platform, API security, WeChat Pay public key). npm run doctor -- --online asks.',
    },
  ];
}

const hasList = ({ certificates }: Block): boolean =>
  certificates !== undefined && certificates !== '' && certificates !== 'auto';
