/** Authenticated encryption with any part changed (class 10): WeChat Pay v3's resources and VR Payment's webhooks. */
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Subject } from '../contract/subject';
import { vouch } from '../fixtures/v3/platform';
import { NOTICE_SECONDS } from '../fixtures/v3/wire';
import type { Attack, Case } from './attack';
import { attackable, shopAt, type Verdict } from './attacked-shop';

type Words = Readonly<Record<string, unknown>>;

/** One bit changed in one byte. */
function* flips(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 8)), at);
    yield changed;
  }
}

/** Values in the place of a text that is read as it stands. */
const instead: readonly unknown[] = [
  '',
  ' ',
  'x',
  'A'.repeat(11),
  'A'.repeat(12),
  'A'.repeat(13),
  'A'.repeat(16),
  'A'.repeat(17),
  'é'.repeat(6),
  'é'.repeat(8),
  '\u0000'.repeat(12),
  '\ud800'.repeat(6),
  'A'.repeat(10_000),
  null,
  0,
  1,
  true,
  [],
  {},
  ['A'.repeat(12)],
  { $ne: null },
];

const algorithms: readonly unknown[] = [
  'AEAD_AES_128_GCM',
  'AES-256-CBC',
  'aead_aes_256_gcm',
  'AEAD_SM4_GCM',
  'none',
  '',
  null,
  1,
  {},
  [],
  ' AEAD_AES_256_GCM',
  'AEAD_AES_256_GCM ',
  'ＡＥＡＤ',
  '__proto__',
];

const ciphertexts = (good: string): readonly unknown[] => {
  const bytes = Buffer.from(good, 'base64');
  return [
    ...instead,
    good.slice(0, -4),
    good.slice(4),
    good.toLowerCase(),
    bytes.toString('hex'),
    bytes.toString('base64url'),
    `${good}AAAA`,
    `AAAA${good}`,
    Buffer.from(good).toString('base64'),
    bytes.subarray(0, 15).toString('base64'),
    bytes.subarray(0, 16).toString('base64'),
    bytes.subarray(-16).toString('base64'),
    bytes.subarray(0, -16).toString('base64'),
    bytes.subarray(0, -1).toString('base64'),
    bytes.subarray(0, -12).toString('base64'),
    Buffer.alloc(16).toString('base64'),
    Buffer.alloc(1_000).toString('base64'),
  ];
};

function* v3Cases(subject: Subject): Generator<Case> {
  const notice = subject.fixture.notices?.payment.notice;
  if (!notice) return;
  const envelope = JSON.parse(notice.body) as { readonly resource: Words };
  const { resource } = envelope;
  /** Signed by the platform as it is: only the seal is wrong. */
  const sealedAs = (what: string, change: Words, ...allowed: readonly Verdict[]): Case => {
    const body = JSON.stringify({ ...envelope, resource: { ...resource, ...change } });
    const changed: RawNotice = { ...notice, headers: vouch(body, NOTICE_SECONDS), body };
    return judged(subject, what, changed, ...(allowed.length > 0 ? allowed : (['refused'] as const)));
  };
  const ciphertext = String(resource.ciphertext);
  for (const [at, bytes] of [...flips(Buffer.from(ciphertext, 'base64'))].entries())
    yield sealedAs(`ciphertext or tag, byte ${at}`, { ciphertext: bytes.toString('base64') });
  for (const [at, bytes] of [...flips(Buffer.from(String(resource.nonce)))].entries())
    yield sealedAs(`nonce, byte ${at}`, { nonce: bytes.toString('latin1') });
  for (const [at, bytes] of [...flips(Buffer.from(String(resource.associated_data)))].entries())
    yield sealedAs(`associated data, byte ${at}`, { associated_data: bytes.toString('latin1') });
  for (const one of instead) {
    yield sealedAs(`nonce ${JSON.stringify(one).slice(0, 40)}`, { nonce: one });
    yield sealedAs(`associated data ${JSON.stringify(one).slice(0, 40)}`, { associated_data: one });
  }
  for (const one of ciphertexts(ciphertext))
    yield sealedAs(`ciphertext ${JSON.stringify(one).slice(0, 40)}`, { ciphertext: one }, 'refused', 'same');
  for (const one of algorithms)
    yield sealedAs(`algorithm ${JSON.stringify(one)}`, { algorithm: one }, 'refused');
  // What kind of thing is sealed stands outside the seal, and is signed: another kind is no payment.
  for (const one of [
    'refund',
    'encrypt-resource',
    '',
    'Transaction',
    ' transaction',
    null,
    {},
    ['transaction'],
  ])
    yield sealedAs(`original_type ${JSON.stringify(one)}`, { original_type: one }, 'nothing');
}

function* vrCases(subject: Subject): Generator<Case> {
  const notice = subject.fixture.notices?.payment.notice;
  if (!notice) return;
  const withHeader = (name: string, value: unknown): RawNotice => ({
    ...notice,
    headers: { ...notice.headers, [name]: value as string },
  });
  const names = ['x-initialization-vector', 'x-authentication-tag'];
  for (const name of names) {
    for (const [at, bytes] of [...flips(Buffer.from(notice.headers[name] ?? '', 'hex'))].entries())
      yield judged(subject, `${name}, byte ${at}`, withHeader(name, bytes.toString('hex')), 'refused');
    for (const one of [...instead, '00'.repeat(12), '00'.repeat(16), '00'.repeat(11), '0'.repeat(25)])
      yield judged(subject, `${name} ${JSON.stringify(one).slice(0, 40)}`, withHeader(name, one), 'refused');
  }
  const bytes = Buffer.from(notice.body, 'hex');
  for (const [at, changed] of [...flips(bytes)].entries())
    yield judged(subject, `ciphertext, byte ${at}`, { ...notice, body: changed.toString('hex') }, 'refused');
  const bodies = [
    bytes.toString('base64'),
    bytes.subarray(1).toString('hex'),
    bytes.subarray(0, -1).toString('hex'),
    `${bytes.toString('hex')}00`,
    '00',
    '0',
    '',
    'zz',
    '00'.repeat(30_000),
    JSON.stringify({ encryptedBody: '00' }),
    JSON.stringify({ encryptedBody: [notice.body] }),
    JSON.stringify({ encryptedBody: null }),
    JSON.stringify({}),
  ];
  for (const body of bodies)
    yield judged(subject, `body ${body.slice(0, 40)}`, { ...notice, body }, 'refused');
}

const judged = (subject: Subject, what: string, notice: RawNotice, ...allowed: readonly Verdict[]): Case => ({
  what,
  async run() {
    const shop = await shopAt(subject);
    return shop.judge(shop.eventOf(notice), ...allowed);
  },
});

export const sealAttacks: readonly Attack[] = attackable
  .filter(({ paySp }) => paySp === 'vr' || paySp.startsWith('v3'))
  .map((subject) => ({
    no: 10,
    at: subject.paySp,
    cases: () => (subject.paySp === 'vr' ? vrCases(subject) : v3Cases(subject)),
  }));
