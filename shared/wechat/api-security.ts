/**
 * Block `api_security` of an app: the keys of WeChat's API security (WeChat documentation, "server API signature and encryption",
 * read 2026-11). Without the block nothing is signed or encrypted beside TLS.
 */
import type { KeyObject } from 'node:crypto';
import { PemError, readCertificate, readPrivateKey } from '../codecs/keys';
import { PayError } from '../kernel/errors';
import type { TrustedKey } from '../kernel/exchange';
import {
  FieldError,
  listOf,
  oneOf,
  optional,
  readFields,
  required,
  secretBase64,
  secretText,
  text,
  type Fields,
  type Reader,
} from '../kernel/fields';
import { isObject } from '../kernel/json';
import type { Secret } from '../kernel/secret';

/**
 * Where the number of our own key goes. The guide's table and its example have it nowhere; its list of error codes knows one that is
 * missing (40230), and clients have sent it in the header, or signed it too.
 */
export type SerialUse = 'none' | 'header' | 'signed';

export interface ApiSecurity {
  /** Base64 of 32 bytes. */
  readonly aesKey: Secret;
  readonly aesSn: string;
  readonly privateKey: KeyObject;
  /** The number of our key pair in the console. */
  readonly sn: string;
  readonly serial: SerialUse;
  /** WeChat's key; its serial is the number in the console, not that inside the certificate. */
  readonly platform: TrustedKey;
  /** Paths of the APIs that are called so: only those whose pages say that they can be. */
  readonly apis: readonly string[];
}

const number = text(/^[0-9a-z]{8,64}$/i, 'must be the number that the console shows beside it');

const aesKey: Reader<Secret> = {
  secret: true,
  read(raw) {
    const key = secretBase64.read(raw);
    if (Buffer.from(key.reveal(), 'base64').length !== 32) throw new FieldError('must be base64 of 32 bytes');
    return key;
  },
};

const pem = <T>(read: (text: string) => T): Reader<T> => ({
  secret: true,
  read(raw) {
    try {
      return read(secretText().read(raw).reveal());
    } catch (error) {
      throw error instanceof PemError ? new FieldError(error.message) : error;
    }
  },
});

const paths: Reader<readonly string[]> = {
  secret: false,
  read(raw) {
    const path = text(/^[\w/]{3,100}$/, 'must be paths such as wxa/business/getuserphonenumber');
    const list = listOf(path).read(raw);
    if (list.length === 0) throw new FieldError('must name at least one path');
    return list.map((one) => one.replace(/^\//, ''));
  },
};

const fields = {
  aes_key: required(aesKey, 'API symmetric key, AES256_GCM'),
  aes_sn: required(number, 'its number'),
  private_key: required(pem(readPrivateKey), 'private key of the API asymmetric key, RSAwithSHA256'),
  sn: required(number, 'its number'),
  certificate: required(pem(readCertificate), "the platform's certificate"),
  certificate_sn: required(number, 'its number in the console'),
  serial: optional(oneOf('none', 'header', 'signed'), 'where `sn` goes'),
  apis: required(paths, 'which APIs are called so'),
} satisfies Fields;

/** Keys are parsed once for each document. */
const known = new WeakMap<object, ApiSecurity>();

/** The block; undefined where there is none. Throws CONFIG_INVALID with everything that is wrong with it. */
export function readApiSecurity(block: unknown): ApiSecurity | undefined {
  if (block === undefined || block === null) return undefined;
  if (!isObject(block)) throw invalid(['must be an object']);
  const before = known.get(block);
  if (before) return before;
  const security = readBlock(block);
  known.set(block, security);
  return security;
}

const invalid = (problems: readonly string[]): PayError =>
  new PayError('CONFIG_INVALID', `api_security: ${problems.join('; ')}. See docs/wechat.md`);

function readBlock(block: Readonly<Record<string, unknown>>): ApiSecurity {
  const read = readFields(fields, block);
  if ('problems' in read) throw invalid(read.problems);
  const { aes_key, aes_sn, private_key, sn, certificate, certificate_sn, serial, apis } = read.values;
  return {
    aesKey: aes_key,
    aesSn: aes_sn,
    privateKey: private_key,
    sn,
    serial: serial ?? 'none',
    platform: { ...certificate, serial: certificate_sn },
    apis,
  };
}
