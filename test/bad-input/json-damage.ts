/** JSON, forms and queries that are not what they should be (class 9). */
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Subject } from '../contract/subject';
import { vouch } from '../fixtures/v3/platform';
import { NOTICE_SECONDS } from '../fixtures/v3/wire';
import { noticeVectors } from '../fixtures/vectors';
import { createCipheriv } from 'node:crypto';
import type { Attack, Case } from './attack';
import { attackable, shopAt } from './attacked-shop';
import type { Dice } from './dice';
import { damaged } from './damage';
import { forgeOf } from './forge';
import { damageVerdicts } from './slips';

const RANDOM = 1_500;

const jsonPieces = [
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\',
  '\\u0000',
  '\\ud800',
  '\\u0022',
  'null',
  'true',
  '1e999',
  '-0',
  '0x1',
  'NaN',
  '"__proto__":',
  '"constructor":',
  '"prototype":',
  '"toString":',
  '{"$ne":null}',
  '"sign":',
  '"data":',
  '"resource":',
  '"amount":',
  '"amount":"0.01",',
  '"state":"paid",',
  '//',
  '/* */',
  '\ufeff',
  '\u2028',
  '\u0000',
  '😀',
  "'",
  '[]',
  '{}',
];
const formPieces = [
  '&',
  '=',
  '%',
  '%00',
  '%26',
  '%3D',
  '+',
  ';',
  '&amount=0.01',
  '&status=paid',
  '&sign=',
  '[]',
  '[0]',
  '#',
  '?',
];

/** Documents that are not the good one, though much like it. */
function handMade(body: string): readonly (readonly [string, string])[] {
  const object = JSON.parse(body) as Record<string, unknown>;
  const inside = body.slice(1, -1);
  const names = Object.keys(object);
  const deep = (open: string, close: string, depth: number): string =>
    `{"x":${open.repeat(depth)}1${close.repeat(depth)},${inside}}`;
  return [
    ...names.map((name): [string, string] => [`${name} twice, the other first`, `{"${name}":"x",${inside}}`]),
    ...names.map((name): [string, string] => [`${name} twice, the other last`, `{${inside},"${name}":"x"}`]),
    ...names.map((name): [string, string] => [`${name} as an object`, `{${inside},"${name}":{}}`]),
    ...names.map((name): [string, string] => [`${name} as a list`, `{${inside},"${name}":[]}`]),
    ...names.map((name): [string, string] => [`${name} as null`, `{${inside},"${name}":null}`]),
    ...names.map((name): [string, string] => [`${name} as a number`, `{${inside},"${name}":1e308}`]),
    ...names.map((name): [string, string] => [`${name} as true`, `{${inside},"${name}":true}`]),
    ...names.map((name): [string, string] => [
      `${name} spelled with an escape`,
      `{${inside},"\\u00${(name.charCodeAt(0) || 120).toString(16)}${name.slice(1)}":"x"}`,
    ]),
    ['depth 10,000 of lists', deep('[', ']', 10_000)],
    ['depth 10,000 of objects', deep('{"a":', '}', 10_000)],
    ['depth 17', deep('[', ']', 17)],
    ['depth 30,000, unfinished', '['.repeat(30_000)],
    ['depth 30,000 of objects, unfinished', '{"a":'.repeat(10_000)],
    ...['__proto__', 'constructor', 'prototype'].flatMap((name): [string, string][] => [
      [`a key ${name}`, `{"${name}":{"state":"paid"},${inside}}`],
      [`a key ${name} inside`, `{"x":{"${name}":{"isAdmin":true}},${inside}}`],
    ]),
    ['a key toString', `{"toString":"x",${inside}}`],
    ['a key toJSON', `{"toJSON":"x",${inside}}`],
    ['an empty key', `{"":"x",${inside}}`],
    ['a key with a zero byte', `{"\\u0000":"x",${inside}}`],
    ['a huge number', `{"x":1e999999,${inside}}`],
    ['a long number', `{"x":${'9'.repeat(20_000)},${inside}}`],
    ['minus nought', `{"x":-0,${inside}}`],
    ['trailing data', `${body}{}`],
    ['trailing text', `${body} x`],
    ['a trailing comma', `{${inside},}`],
    ['a comment', `{/* x */${inside}}`],
    ['a byte order mark', `\ufeff${body}`],
    ['spaces around', `\n\t ${body} \r\n`],
    ['in a list', `[${body}]`],
    ['in a text', JSON.stringify(body)],
    ['two documents', body + body],
    ['line by line', `${body}\n${body}`],
    ['single quotes', body.replaceAll('"', "'")],
    ['no quotes around names', body.replace(/"(\w+)":/g, '$1:')],
    ['60 kB of spaces', `${' '.repeat(60_000)}${body}`],
    ['64 kB and one', body + ' '.repeat(65_537 - Buffer.byteLength(body))],
    ['1 MB', `{"x":"${'x'.repeat(1_000_000)}",${inside}}`],
    ['5,000 keys', `{${Array.from({ length: 5_000 }, (_, index) => `"k${index}":1`).join()},${inside}}`],
    ['an empty object', '{}'],
    ['an empty list', '[]'],
    ['nothing', ''],
    ['null', 'null'],
    ['true', 'true'],
    ['a number', '1'],
    ['a text', '"x"'],
    ['HTML', '<html><body>502</body></html>'],
    ['XML', '<xml><a>1</a></xml>'],
    ['a form', new URLSearchParams(object as Record<string, string>).toString()],
    ['resultData', `resultData=${encodeURIComponent(body)}`],
    ['resultData twice', `resultData=${encodeURIComponent(body)}&resultData=%7B%7D`],
    ['half of it', body.slice(0, body.length / 2)],
    [
      'invalid UTF-8',
      Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from([0xff, 0xfe, 0x7d])]).toString('latin1'),
    ],
  ];
}

const judged = (subject: Subject, what: string, notice: RawNotice): Case => ({
  what,
  async run() {
    const shop = await shopAt(subject);
    return shop.judge(shop.eventOf(notice), ...damageVerdicts(shop.isHint));
  },
});

function* asBodies(subject: Subject, dice: Dice): Generator<Case> {
  const notice = subject.fixture.notices?.payment.notice;
  if (!notice) return;
  const withBody = (body: string): RawNotice => ({ ...notice, body });
  const isJson = notice.body.startsWith('{');
  const pieces = isJson ? jsonPieces : formPieces;
  for (const [what, body] of isJson ? handMade(notice.body) : forms(notice.body))
    yield judged(subject, what, withBody(body));
  for (let left = RANDOM; left > 0; left -= 1)
    yield judged(subject, `damage ${left}`, withBody(damaged(notice.body, pieces, dice)));
  if (subject.paySp === 'vr') yield* wrapped(subject, notice);
  if (subject.paySp.startsWith('v3')) yield* vouched(subject, dice);
}

function forms(body: string): readonly (readonly [string, string])[] {
  const pairs = body.split('&');
  const names = pairs.map((pair) => pair.split('=')[0] ?? '');
  return [
    ...names.map((name): [string, string] => [`${name} twice, the other first`, `${name}=x&${body}`]),
    ...names.map((name): [string, string] => [`${name} twice, the other last`, `${body}&${name}=x`]),
    ...names.map((name): [string, string] => [`${name} as a list`, body.replace(`${name}=`, `${name}[]=`)]),
    ...names.map((name): [string, string] => [
      `${name} gone`,
      pairs.filter((pair) => !pair.startsWith(`${name}=`)).join('&'),
    ]),
    ...names
      .slice(1)
      .map((name): [string, string] => [
        `${name} glued to the one before`,
        body.replace(`&${name}=`, `%26${name}%3D`),
      ]),
    ...['__proto__', 'constructor', 'prototype', 'toString', '', '%00', 'a b', 'ü'].map(
      (name): [string, string] => [`a field "${name}"`, `${body}&${name}=x`],
    ),
    ['semicolons', body.replaceAll('&', ';')],
    ['in another order', [...pairs].reverse().join('&')],
    ['encoded twice', encodeURIComponent(body)],
    ['a byte order mark', `\ufeff${body}`],
    ['a question mark', `?${body}`],
    ['percent signs', body.replaceAll('=', '=%')],
    ['5,000 fields', `${body}${'&x=1'.repeat(5_000)}`],
    ['60 kB', `${body}&x=${'x'.repeat(60_000)}`],
    ['1 MB', `${body}&x=${'x'.repeat(1_000_000)}`],
    ['as JSON', JSON.stringify(Object.fromEntries(new URLSearchParams(body)))],
    ['nothing', ''],
    ['spaces', '   '],
    ['only separators', '&&&&====&&'],
  ];
}

/** VR Payment sends the sealed text in JSON to some accounts. */
function* wrapped(subject: Subject, notice: RawNotice): Generator<Case> {
  const body = JSON.stringify({ encryptedBody: notice.body });
  for (const [what, text] of handMade(body))
    yield judged(subject, `wrapped: ${what}`, { ...notice, body: text });
}

/** Bodies that the platform itself signed: the signature is good, and only the JSON is bad. */
function* vouched(subject: Subject, dice: Dice): Generator<Case> {
  const notice = subject.fixture.notices?.payment.notice;
  if (!notice) return;
  const signed = (body: string): RawNotice => ({ ...notice, headers: vouch(body, NOTICE_SECONDS), body });
  for (const [what, body] of handMade(notice.body)) yield judged(subject, `vouched: ${what}`, signed(body));
  for (const [what, text] of handMade(JSON.stringify(forgeOf(subject).good)))
    yield sealedByThem(subject, `sealed: ${what}`, signed(sealedBody(text)));
  for (let left = RANDOM; left > 0; left -= 1) {
    const text = damaged(JSON.stringify(forgeOf(subject).good), jsonPieces, dice);
    yield sealedByThem(subject, `sealed damage ${left}`, signed(sealedBody(text)));
  }
}

/**
 * What WeChat Pay itself sealed may say anything: but never what makes a wrong amount a payment. Of another trade than is known it is asked
 * about, and this world's WeChat Pay answers nothing.
 */
const sealedByThem = (subject: Subject, what: string, notice: RawNotice): Case => ({
  what,
  async run() {
    const shop = await shopAt(subject);
    return shop.judge(
      shop.eventOf(notice),
      'refused',
      'same',
      'paid',
      'asked',
      'again',
      'aside',
      'unknown',
      'nothing',
    );
  },
});

function sealedBody(text: string): string {
  const nonce = 'TestNonce012';
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(noticeVectors.apiv3_key), nonce);
  cipher.setAAD(Buffer.from('transaction'));
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return JSON.stringify({
    id: 'x',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: bytes.toString('base64'),
      associated_data: 'transaction',
      nonce,
    },
  });
}

const jsonDamage = (subject: Subject): Attack => ({
  no: 9,
  at: subject.paySp,
  cases: (dice) => asBodies(subject, dice),
});

export const jsonAttacks: readonly Attack[] = attackable
  .filter((one) => ['json', 'form'].includes(forgeOf(one).form))
  .map(jsonDamage);
