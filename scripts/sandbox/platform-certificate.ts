/**
 * Makes an X.509 certificate as WeChat Pay's platform has one: RSA, self-signed here, with a serial
 * number of 40 hexadecimal characters, which certificate libraries do not let one choose.
 */
import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';

/** DER: tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const size = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, '0'), 'hex');
  const length = body.length < 0x80 ? size : Buffer.concat([Buffer.from([0x80 | size.length]), size]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const attribute = (oid: string, text: string): Buffer =>
  der(0x31, sequence(objectId(oid), der(0x0c, Buffer.from(text, 'utf8'))));

const sha256WithRsa = sequence(objectId('2a864886f70d01010b'), der(0x05));
const name = sequence(
  attribute('55040a', 'CrossPay sandbox'),
  attribute('550403', 'Tenpay.com sandbox sign'),
);

/** UTCTime: right until 2049. */
const utcTime = (ms: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/\D/g, '')}Z`, 'ascii'));

/** A certificate in PEM, valid from a day before `now` (milliseconds) for five years. */
export function platformCertificate(privateKey: KeyObject, now: number): string {
  const day = 24 * 3600 * 1000;
  const serial = randomBytes(20);
  // Keeps the number positive and 40 characters long.
  serial.writeUInt8(0x10 | (serial.readUInt8(0) & 0x6f), 0);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    sha256WithRsa,
    name,
    sequence(utcTime(now - day), utcTime(now + 5 * 365 * day)),
    name,
    createPublicKey(privateKey).export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const lines =
    sequence(body, sha256WithRsa, signature)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
