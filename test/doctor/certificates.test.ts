// What the doctor reads in certificates: when they end, whose they are, and whether they fit the rest of the account.
import { createPrivateKey } from 'node:crypto';
import { checkup } from '../../scripts/doctor/checkup';
import { printedFindings } from '../../scripts/doctor/printed';
import { certificate } from '../../scripts/sandbox/x509';
import { pkcs12 } from '../../scripts/sandbox/wechat-v2/pkcs12';
import { inEnglish } from '../../shared/payments/doctor/said';
import { merchants, rightOf, wechats, type Document } from './configurations';

const NOW = Date.UTC(2026, 10, 27);
const DAY = 86_400_000;
const MCHID = '1900012345';
const SERIAL = `10${'A1'.repeat(19)}`;

interface Made {
  readonly days?: number;
  readonly of?: string;
  readonly key?: string;
}

/** A merchant certificate that is good for so many days more. */
const made = ({ days = 400, of = MCHID, key = merchants.privateKey }: Made = {}): string =>
  certificate({
    commonName: of,
    key: createPrivateKey(key),
    now: NOW,
    lifeMs: days * DAY,
    serial: Buffer.from(SERIAL, 'hex'),
  });

const found = (document: Document) =>
  printedFindings(
    checkup({ documents: [{ _id: 'payment', ...document }], isRemote: true }, NOW).findings,
    inEnglish,
  );

const v2 = (change: Document): Document => ({
  ...rightOf('v2'),
  cert: made(),
  cert_key: merchants.privateKey,
  ...change,
});
const v3 = (change: Document): Document => ({ ...rightOf('v3'), serial_no: SERIAL, cert: made(), ...change });

const p12 = (pem: string, passphrase: string): string =>
  pkcs12(pem, createPrivateKey(merchants.privateKey), passphrase).toString('base64');

test.each<[string, Document]>([
  ['a certificate and its key', v2({})],
  ['a file with both, which its merchant number opens', { ...rightOf('v2'), p12: p12(made(), MCHID) }],
  [
    'a file with both and a passphrase of its own',
    { ...rightOf('v2'), p12: p12(made(), 'other'), p12_passphrase: 'other' },
  ],
  ['a serial number that is the certificate’s', v3({})],
  ['a certificate with 31 days left', v2({ cert: made({ days: 32 }) })],
])('nothing is said of %s', (_, document) => {
  expect(found(document)).toEqual([]);
});

test.each<[string, Document, string, RegExp]>([
  ['a certificate that has ended', v2({ cert: made({ days: -3 }) }), 'cert', /expired|ended|not valid/],
  ['a certificate that ends in ten days', v2({ cert: made({ days: 10 }) }), 'cert', /ends in 10 days/],
  [
    'a certificate of somebody else',
    v2({ cert: made({ of: '1900099999' }) }),
    'cert',
    /of merchant 1900099999, but mchid is 1900012345/,
  ],
  ['a certificate and the key of another', v2({ cert_key: wechats.privateKey }), 'cert', /cert_key|belong/],
  [
    'a file whose passphrase is another',
    { ...rightOf('v2'), p12: p12(made(), 'other') },
    'p12',
    /does not open/,
  ],
  [
    'a file that ends in ten days',
    { ...rightOf('v2'), p12: p12(made({ days: 10 }), MCHID) },
    'p12',
    /ends in 10 days/,
  ],
  [
    'the serial number of another certificate',
    v3({ serial_no: 'B2'.repeat(20) }),
    'serial_no',
    new RegExp(`cert has ${SERIAL}`),
  ],
  [
    'a private key that is not the certificate’s',
    v3({ cert: made({ key: wechats.privateKey }) }),
    'private_key',
    /does not belong to your certificate/,
  ],
  [
    'one’s own certificate as WeChat Pay’s',
    { ...rightOf('v3'), serial_no: SERIAL, certificates: [made()] },
    'certificates',
    /your own merchant certificate/,
  ],
])('%s is named', (_, document, field, words) => {
  const said = found(document);
  expect(said.map((one) => one.field)).toContain(field);
  const text = said.filter((one) => one.field === field).map(({ problem }) => problem);
  expect(text.join()).toMatch(words);
  for (const { fix } of said) expect(fix).not.toMatch(/^See docs/);
});
