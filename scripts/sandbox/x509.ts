/** Makes X.509 certificates without a package: what a sandbox needs to play WeChat Pay's certification, and no more. */
import { createPublicKey, sign, type KeyObject } from 'node:crypto';
import { machineDice, type Dice } from './dice';

const dayMs = 24 * 3600 * 1000;

/** DER: tag, length, content. */
export function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  const length = body.length < 0x80 ? size : Buffer.concat([Buffer.from([0x80 | size.length]), size]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

export const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
export const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
export const octets = (content: Buffer): Buffer => der(0x04, content);

const attribute = (oid: string, text: string): Buffer =>
  der(0x31, sequence(objectId(oid), der(0x0c, Buffer.from(text, 'utf8'))));
const nameOf = (commonName: string): Buffer =>
  sequence(attribute('55040a', 'CrossPay sandbox'), attribute('550403', commonName));
const signedBy = {
  rsa: sequence(objectId('2a864886f70d01010b'), der(0x05)),
  ec: sequence(objectId('2a8648ce3d040302')),
};

/** UTCTime: right until 2049. */
const utcTime = (ms: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/\D/g, '')}Z`, 'ascii'));

const critical = der(0x01, Buffer.from([0xff]));
const extensions = {
  /** May sign other certificates. */
  authority: sequence(objectId('551d13'), critical, octets(sequence(der(0x01, Buffer.from([0xff]))))),
  /** Stands for the address 127.0.0.1. */
  loopback: sequence(objectId('551d11'), octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1]))))),
};

export interface CertificateWish {
  readonly commonName: string;
  /** Whose certificate it is. */
  readonly key: KeyObject;
  /** Who signs; the key itself where missing. */
  readonly issuer?: { readonly commonName: string; readonly key: KeyObject };
  readonly extension?: keyof typeof extensions;
  /** Valid from a day before this moment (milliseconds) for five years, or for `lifeMs`. */
  readonly now: number;
  readonly lifeMs?: number;
  readonly serial?: Buffer;
}

/** A serial number of 40 hexadecimal characters, as WeChat Pay's have. */
export function serialNumber(dice: Dice): Buffer {
  const serial = Buffer.from(dice.hex(20), 'hex');
  // Keeps the number positive and 40 characters long.
  serial.writeUInt8(0x10 | (serial.readUInt8(0) & 0x6f), 0);
  return serial;
}

/** A certificate in PEM. */
export function certificate(wish: CertificateWish): string {
  const { commonName, key, issuer, extension, now, lifeMs, serial = serialNumber(machineDice) } = wish;
  const signer = issuer?.key ?? key;
  const algorithm = signedBy[signer.asymmetricKeyType === 'ec' ? 'ec' : 'rsa'];
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    nameOf(issuer?.commonName ?? commonName),
    sequence(utcTime(now - dayMs), utcTime(now + (lifeMs ?? 5 * 365 * dayMs))),
    nameOf(commonName),
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    ...(extension ? [der(0xa3, sequence(extensions[extension]))] : []),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signer));
  const lines = sequence(body, algorithm, signature)
    .toString('base64')
    .match(/.{1,64}/g);
  return ['-----BEGIN CERTIFICATE-----', ...(lines ?? []), '-----END CERTIFICATE-----', ''].join('\n');
}
