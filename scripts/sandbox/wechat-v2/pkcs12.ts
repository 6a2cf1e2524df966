/**
 * Packs a certificate and its key into a PKCS#12 file, as the merchant platform hands them out (RFC 7292). The content is
 * not encrypted, only sealed with the passphrase: the keys in it are the sandbox's own.
 */
import { createHash, createHmac, X509Certificate, type KeyObject } from 'node:crypto';
import { machineDice, type Dice } from '../dice';
import { der, objectId, octets, sequence } from '../x509';

const oid = {
  data: '2a864886f70d010701',
  keyBag: '2a864886f70d010c0a0101',
  certificateBag: '2a864886f70d010c0a0103',
  x509: '2a864886f70d01091601',
  sha256: '608648016503040201',
};
const rounds = 2048;

const integer = (value: number): Buffer => {
  const hex = value.toString(16);
  return der(0x02, Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex'));
};
const explicit = (content: Buffer): Buffer => der(0xa0, content);
const dataOf = (content: Buffer): Buffer => sequence(objectId(oid.data), explicit(octets(content)));

/** The key of the seal: RFC 7292, appendix B.2, with SHA-256 and purpose 3; one block is enough. */
function sealKey(passphrase: string, salt: Buffer): Buffer {
  const block = 64;
  const filled = (bytes: Buffer): Buffer => Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes);
  const wide = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  let key = Buffer.concat([Buffer.alloc(block, 3), filled(salt), filled(wide)]);
  for (let round = 0; round < rounds; round += 1) key = createHash('sha256').update(key).digest();
  return key;
}

export const newSalt = (dice: Dice): Buffer => Buffer.from(dice.hex(16), 'hex');

/** A PKCS#12 file. */
export function pkcs12(
  certificatePem: string,
  key: KeyObject,
  passphrase: string,
  salt = newSalt(machineDice),
): Buffer {
  const { raw } = new X509Certificate(certificatePem);
  const certificateBag = sequence(
    objectId(oid.certificateBag),
    explicit(sequence(objectId(oid.x509), explicit(octets(raw)))),
  );
  const keyBag = sequence(objectId(oid.keyBag), explicit(key.export({ type: 'pkcs8', format: 'der' })));
  const safe = sequence(dataOf(sequence(certificateBag)), dataOf(sequence(keyBag)));
  const seal = createHmac('sha256', sealKey(passphrase, salt)).update(safe).digest();
  const digest = sequence(sequence(objectId(oid.sha256), der(0x05)), octets(seal));
  return sequence(integer(3), dataOf(safe), sequence(digest, octets(salt), integer(rounds)));
}
