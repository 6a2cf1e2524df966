/** What becomes of a header or a signature that is there in the wrong way (class 2), and of signatures that are wrong (class 3). */
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Subject } from '../contract/subject';
import type { Attack, Case } from './attack';
import { attackable, shopAt, type Event } from './attacked-shop';
import { forgeOf } from './forge';
import { damageVerdicts } from './slips';

/** What may have become of one header on the way. Undefined: it is not there. */
const spoilt = (
  name: string,
  value: string,
): readonly (readonly [string, Readonly<Record<string, unknown>>])[] => [
  ['missing', {}],
  ['empty', { [name]: '' }],
  ['a space', { [name]: ' ' }],
  ['padded in front', { [name]: ` ${value}` }],
  ['padded behind', { [name]: `${value} ` }],
  ['with a tab', { [name]: `\t${value}` }],
  ['with a line end', { [name]: `${value}\n` }],
  ['with another header behind', { [name]: `${value}\r\nx-evil: 1` }],
  ['twice, joined', { [name]: `${value}, ${value}` }],
  ['twice, joined tightly', { [name]: `${value},${value}` }],
  ['twice, in two cases', { [name]: value, [name.toUpperCase()]: `${value}x` }],
  ['twice, the wrong one first', { [name.toUpperCase()]: `${value}x`, [name]: `${value}y` }],
  ['a list', { [name]: [value] }],
  ['a list of two', { [name]: [value, value] }],
  ['a number', { [name]: 1 }],
  ['null', { [name]: null }],
  ['an object', { [name]: { value } }],
  ['true', { [name]: true }],
  ['in another case', { [name.toUpperCase()]: value }],
  ['with underscores', { [name.replaceAll('-', '_')]: value }],
  ['under a prototype’s name', { __proto__: { [name]: value } }],
  ['10 kB', { [name]: 'A'.repeat(10_240) }],
  ['10 kB behind it', { [name]: value + 'A'.repeat(10_240) }],
  ['in capitals', { [name]: value.toUpperCase() }],
  ['in small letters', { [name]: value.toLowerCase() }],
  ['cut', { [name]: value.slice(0, -1) }],
  ['quoted', { [name]: `"${value}"` }],
  ['percent-encoded', { [name]: encodeURIComponent(`${value}%`) }],
  ['full-width', { [name]: fullWidth(value) }],
  ['with a zero byte', { [name]: `${value}\u0000` }],
];

/** Digits and letters that look the same and are others. */
export const fullWidth = (text: string): string =>
  text.replace(/[0-9A-Za-z]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));

function* spoiltHeaders(subject: Subject, notice: RawNotice): Generator<Case> {
  const names = Object.keys(notice.headers);
  for (const name of names) {
    for (const [how, instead] of spoilt(name, notice.headers[name] ?? '')) {
      const { [name]: _, ...others } = notice.headers;
      yield judged(subject, `header ${name} ${how}`, notice, { headers: { ...others, ...instead } });
    }
  }
  for (const headers of [undefined, null, [], 'x', 1, {}, { headers: notice.headers }]) {
    yield judged(subject, `headers ${JSON.stringify(headers)}`, notice, { headers });
  }
}

function* spoiltQuery(subject: Subject, notice: RawNotice): Generator<Case> {
  for (const [name, value] of Object.entries(notice.query)) {
    for (const [how, instead] of spoilt(name, value)) {
      const { [name]: _, ...others } = notice.query;
      const queryStringParameters = { ...others, ...instead };
      yield judged(subject, `query ${name} ${how}`, notice, { queryStringParameters });
    }
  }
}

function judged(subject: Subject, what: string, notice: RawNotice, change: Event): Case {
  return {
    what,
    async run() {
      const shop = await shopAt(subject);
      // An event that lost its `__proto__` on the way is what JSON makes of it.
      return shop.judge(shop.eventOf(notice, change), ...damageVerdicts(shop.isHint));
    },
  };
}

const headersAndFields = (subject: Subject): Attack => ({
  no: 2,
  at: subject.paySp,
  *cases() {
    const notice = subject.fixture.notices?.payment.notice;
    if (!notice) return;
    yield* spoiltHeaders(subject, notice);
    yield* spoiltQuery(subject, notice);
    const forge = forgeOf(subject);
    for (const [how, { sign }] of spoilt('sign', forge.signature)) {
      yield judged(subject, `signature ${how}`, forge.signedAs(sign), {});
    }
  },
});

/** Texts and values that somebody could put where a signature belongs. */
const noSignatures: readonly unknown[] = [
  '',
  ' ',
  '0',
  'null',
  'undefined',
  'true',
  '[object Object]',
  null,
  true,
  false,
  0,
  1,
  -1,
  1e308,
  [],
  {},
  { toString: 'x' },
  { $ne: null },
  { length: 64 },
  'a'.repeat(31),
  'a'.repeat(32),
  'A'.repeat(32),
  'a'.repeat(33),
  'a'.repeat(63),
  'a'.repeat(64),
  'A'.repeat(64),
  '0'.repeat(64),
  'a'.repeat(65),
  'g'.repeat(64),
  'ａ'.repeat(64),
  'é'.repeat(32),
  '\u0000'.repeat(64),
  '='.repeat(344),
  `${'A'.repeat(342)}==`,
  'A'.repeat(344),
  '-----BEGIN PUBLIC KEY-----',
  '%00',
  "' OR '1'='1",
  '${7*7}',
  '\ud800',
];

/** The good signature, spoilt. */
const nearly = (good: string): readonly string[] => [
  good.toUpperCase(),
  good.toLowerCase(),
  good.slice(1),
  good.slice(0, -1),
  good.slice(0, 8),
  good.slice(0, good.length / 2),
  `${good}0`,
  `0${good}`,
  good + good,
  Array.from(good).reverse().join(''),
  Buffer.from(good, 'hex').toString('base64'),
  Buffer.from(good).toString('base64'),
  Buffer.from(good, 'base64').toString('hex'),
  Buffer.from(good).toString('hex'),
  fullWidth(good),
  `${good}\u200b`,
  `${good}\n`,
  `\ufeff${good}`,
  good.replace(/[a-f]/i, 'g'),
  good.replace(/./, (one) => (one === '0' ? '1' : '0')),
];

const signatures = (subject: Subject): Attack => ({
  no: 3,
  at: subject.paySp,
  *cases() {
    const forge = forgeOf(subject);
    const marked = (what: string, notice: RawNotice): Case => judged(subject, what, notice, {});
    for (const one of noSignatures) yield marked(`signature ${JSON.stringify(one)}`, forge.signedAs(one));
    for (const one of nearly(forge.signature).filter((other) => other !== forge.signature)) {
      yield marked(`signature spoilt: ${JSON.stringify(one.slice(0, 40))}`, forge.signedAs(one));
    }
    for (const [what, one] of Object.entries(forge.others)) yield marked(what, forge.signedAs(one));
    // A notice whose contents somebody else signed is as good as unsigned; nobody signs calls of the platform.
    const keys = subject.paySp === 'vr' ? ['f'.repeat(64), '0'.repeat(64)] : ['x'.repeat(32), '0'.repeat(32)];
    for (const key of keys) yield marked('another key', forge.write(forge.good, key));
    if (forge.form === 'xml') yield weaker(subject, forge.write(forge.good));
    const { otherAccount } = subject.fixture.notices ?? {};
    if (otherAccount) {
      yield {
        what: 'another account',
        async run() {
          const shop = await shopAt(subject);
          const verdicts = damageVerdicts(shop.isHint).filter((one) => one !== 'same');
          return shop.judge(shop.eventOf(otherAccount), 'aside', 'unknown', ...verdicts);
        },
      };
    }
  },
});

/** A good notice in MD5 where the account signs with HMAC-SHA256. */
const weaker = (subject: Subject, notice: RawNotice): Case => ({
  what: 'the weaker algorithm',
  async run() {
    const shop = await shopAt(subject);
    return shop.judge(shop.eventOf(notice, { path: `/${subject.paySp}/payment_wxstrong` }), 'refused');
  },
});

export const fieldAttacks: readonly Attack[] = attackable.flatMap((one) => [
  headersAndFields(one),
  signatures(one),
]);
