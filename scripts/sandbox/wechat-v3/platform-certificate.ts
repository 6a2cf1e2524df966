/**
 * Makes an X.509 certificate as WeChat Pay's platform has one: RSA, self-signed here, with a serial
 * number of 40 hexadecimal characters, which certificate libraries do not let one choose.
 */
import type { KeyObject } from 'node:crypto';
import { certificate } from '../x509';

/** A certificate in PEM, valid from a day before `now` (milliseconds) for five years. */
export const platformCertificate = (key: KeyObject, now: number, serial?: Buffer): string =>
  certificate({ commonName: 'Tenpay.com sandbox sign', key, now, ...(serial && { serial }) });
