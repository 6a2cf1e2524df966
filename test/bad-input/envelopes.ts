/** Envelopes (class 11): what the access service, or somebody who pretends to be it, may make of a request. */
import { gzipSync } from 'node:zlib';
import type { RawNotice } from '../../shared/payments/psp/connector';
import type { Subject } from '../contract/subject';
import type { Attack, Case } from './attack';
import { attackable, shopAt, type Event, type Verdict } from './attacked-shop';
import { damageVerdicts } from './slips';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Values of a wrong kind for a part of an event; the last of them cannot even be made a text. */
const oddities: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  '',
  'x',
  [],
  {},
  ['x'],
  { x: 1 },
  { toString: 1 },
  { toString: 1, valueOf: 1 },
];

function bodies(body: string): readonly (readonly [string, Event])[] {
  return [
    ['base64, flagged', { body: base64(body), isBase64Encoded: true }],
    ['base64, not flagged', { body: base64(body), isBase64Encoded: false }],
    ['in clear, flagged as base64', { isBase64Encoded: true }],
    ['base64 twice', { body: base64(base64(body)), isBase64Encoded: true }],
    ['base64, flagged by a text', { body: base64(body), isBase64Encoded: 'true' }],
    ['base64, flagged by a number', { body: base64(body), isBase64Encoded: 1 }],
    ['base64url', { body: Buffer.from(body).toString('base64url'), isBase64Encoded: true }],
    ['base64 with line ends', { body: base64(body).replace(/(.{76})/g, '$1\r\n'), isBase64Encoded: true }],
    ['base64 cut', { body: base64(body).slice(0, -5), isBase64Encoded: true }],
    ['gzip in base64', { body: gzipSync(body).toString('base64'), isBase64Encoded: true }],
    ['UTF-16 in base64', { body: Buffer.from(body, 'utf16le').toString('base64'), isBase64Encoded: true }],
    ['a chunk’s length in front', { body: `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` }],
    ['a form’s name in front', { body: `data=${encodeURIComponent(body)}` }],
    ['as JSON text', { body: JSON.stringify(body) }],
    ['as bytes of a list', { body: [...Buffer.from(body)] }],
    ['as a Buffer in JSON', { body: { type: 'Buffer', data: [...Buffer.from(body)] } }],
    ['parsed', { body: body.startsWith('{') ? JSON.parse(body) : { body } }],
    ['one byte over 64 kB', { body: body + ' '.repeat(65_537 - Buffer.byteLength(body)) }],
    ['one byte over 64 kB in base64', { body: base64('x'.repeat(65_537)), isBase64Encoded: true }],
    ['1 MB of two-byte letters', { body: 'é'.repeat(500_000) }],
    ...oddities.map((one): [string, Event] => [`body ${said(one)}`, { body: one }]),
    ...oddities.map((one): [string, Event] => [`isBase64Encoded ${said(one)}`, { isBase64Encoded: one }]),
  ];
}

/** A value in words. */
const said = (value: unknown): string => (value === undefined ? 'undefined' : JSON.stringify(value));

/** Paths that only look like the PSP's. */
const paths = (paySp: string): readonly unknown[] => [
  `/notify/notify/${paySp}`,
  `/notify/${paySp}/payment/x`,
  `/${paySp}/payment/payment`,
  `/${paySp}/../${paySp}`,
  `/./${paySp}`,
  `/../notify/${paySp}`,
  `/notify/../${paySp}`,
  `/${paySp}%2F`,
  `/${paySp}%00`,
  `/${paySp}.json`,
  `/${paySp}?x=1`,
  `/${paySp}#x`,
  `/${paySp} `,
  `/ ${paySp}`,
  `/${paySp.toUpperCase()}X`,
  `\\${paySp}`,
  `/notify\\${paySp}`,
  `/${paySp};x=1`,
  `/${encodeURIComponent(`${paySp}/payment`)}`,
  '/__proto__',
  '/constructor',
  '/toString',
  '/config/payment',
  '/payment',
  `/${paySp}/config`,
  `/${paySp}/payment_$ne`,
  `/${paySp}/payment_../payment`,
  `/${paySp}/payment%00`,
  `/${paySp}/Payment`,
  `/${paySp}/payment_${'a'.repeat(41)}`,
  `/${paySp}/__proto__`,
  `/${'x'.repeat(10_000)}`,
  `/${'a/'.repeat(5_000)}`,
  '/wechat',
  '/nosuchpsp',
];

function* cases(subject: Subject, notice: RawNotice): Generator<Case> {
  const at = (what: string, change: Event, ...allowed: readonly Verdict[]): Case => ({
    what,
    async run() {
      const shop = await shopAt(subject);
      const verdicts = allowed.length > 0 ? allowed : damageVerdicts(shop.isHint);
      return shop.judge(shop.eventOf(notice, change), ...verdicts);
    },
  });
  for (const [what, change] of bodies(notice.body)) yield at(what, change);
  for (const path of paths(subject.paySp)) yield at(`path ${said(path).slice(0, 60)}`, { path }, 'refused');
  // Without a path the notice is for the PSP of the configuration.
  for (const path of oddities) yield at(`path ${said(path)}`, { path });
  for (const method of ['GET', 'POST', 'PUT', 'HEAD', 'OPTIONS', 'DELETE', 'CALL', 'post ', '', 'POST\u0000'])
    if (method !== notice.method) yield at(`method ${method}`, { httpMethod: method }, 'refused');
  for (const method of oddities) yield at(`method ${said(method)}`, { httpMethod: method }, 'refused');
  for (const query of oddities) yield at(`query ${said(query)}`, { queryStringParameters: query });
  for (const type of [
    'text/plain',
    'application/xml',
    'application/json',
    'multipart/form-data',
    '',
    'x'.repeat(9_000),
  ])
    yield at(`content type ${type.slice(0, 40)}`, {
      headers: {
        ...notice.headers,
        'content-type': type,
        'content-encoding': 'gzip',
        'transfer-encoding': 'chunked',
      },
    });
  const strange = {
    Type: 'Timer',
    action: 'refund',
    MsgType: 'event',
    userInfo: { openId: 'o-forged' },
    TriggerName: 'x',
  };
  yield at('fields of other events beside it', strange);
}

/** Calls as another function, or the platform gone mad, could make them. */
function* calls(subject: Subject, notice: RawNotice): Generator<Case> {
  const good = JSON.parse(notice.body) as Event;
  const at = (what: string, call: unknown): Case => ({
    what,
    async run() {
      const shop = await shopAt(subject);
      return shop.judge({ call, path: `/${subject.paySp}` }, ...damageVerdicts(true));
    },
  });
  for (const one of oddities) yield at(`call ${said(one)}`, one);
  const nested = (depth: number): unknown =>
    JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown;
  for (const depth of [10, 17, 1_000, 10_000, 100_000])
    yield at(`depth ${depth}`, { ...good, x: nested(depth) });
  for (const size of [60_000, 65_536, 1_000_000]) yield at(`${size} bytes`, { ...good, x: 'x'.repeat(size) });
  for (const name of Object.keys(good)) {
    for (const one of oddities) yield at(`${name} ${said(one)}`, { ...good, [name]: one });
  }
  for (const strange of [
    { userInfo: { openId: 'o' } },
    { action: 'refund' },
    { toJSON: 1 },
    { httpMethod: 'POST' },
  ])
    yield at(`with ${said(strange)}`, { ...good, ...strange });
  yield at('a prototype', JSON.parse(`{"__proto__":{"outTradeNo":"x"},${notice.body.slice(1)}`));
}

export const envelopeAttacks: readonly Attack[] = attackable.map((subject) => ({
  no: 11,
  at: subject.paySp,
  *cases() {
    const notice = subject.fixture.notices?.payment.notice;
    if (notice) yield* notice.method === 'call' ? calls(subject, notice) : cases(subject, notice);
  },
}));
