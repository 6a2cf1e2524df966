// What the doctor says of configurations as people really paste them.
import { checkup } from '../../scripts/doctor/checkup';
import { printedFindings, withoutTheSecretsOf } from '../../scripts/doctor/printed';
import { inEnglish } from '../../shared/payments/doctor/said';
import { merchants, right, rightOf, wechats, type Document } from './configurations';

const NOW = Date.UTC(2026, 10, 27);
const ALARMS = 'https://hooks.example.com:8443/in';
const SECRET = 'c2VjcmV0IG9mIGFsYXJtcw';
const found = (document: Document, id = 'payment') =>
  printedFindings(
    checkup({ documents: [{ ...document, _id: id }], isRemote: true }, NOW).findings,
    inEnglish,
  );

describe('a right configuration', () => {
  test.each(Object.entries(right))('of %s has no problem', (_, document) => {
    expect(found(document)).toEqual([]);
  });

  test.each([
    ['with literal line breaks', (pem: string) => pem.replaceAll('\n', '\\n')],
    ['with the line breaks of Windows', (pem: string) => pem.replaceAll('\n', '\r\n')],
    ['indented', (pem: string) => pem.replaceAll('\n', '\n    ')],
  ])('may hold its key %s', (_, pasted) => {
    expect(found({ ...rightOf('v3'), private_key: pasted(merchants.privateKey) })).toEqual([]);
  });
});

/** What is wrong, of which PSP, what was written instead, and which fields alone are named by which words. */
const wrong: readonly (readonly [string, string, Document, string, RegExp])[] = [
  [
    'the public key where the private one belongs',
    'v3',
    { private_key: merchants.publicKey },
    'private_key',
    /public/i,
  ],
  [
    'the merchant’s own public key as WeChat Pay’s',
    'v3',
    { public_key: merchants.publicKey },
    'public_key',
    /belongs to your private_key/,
  ],
  [
    'the private key where WeChat Pay’s public one belongs',
    'v3',
    { public_key: wechats.privateKey },
    'public_key',
    /private/i,
  ],
  [
    'the base64 text of a whole key file',
    'v3',
    { private_key: Buffer.from(merchants.privateKey).toString('base64') },
    'private_key',
    /base64 of the whole file/,
  ],
  [
    'the dashes of a word processor',
    'v3',
    { private_key: merchants.privateKey.replaceAll('-----', '—————') },
    'private_key',
    /other dashes/,
  ],
  ['the merchant number as the key', 'yaband', { mchid: '100231', key: '100231' }, 'key', /same as mchid/],
  [
    'refunds in another currency than the orders, where a PSP gives back in one alone',
    '2paynow',
    { currency: 'EUR', refund_currency: 'CNY' },
    'refund_currency',
    /CNY, but orders are in EUR/,
  ],
  [
    'a key that was cut off',
    'v3',
    { private_key: merchants.privateKey.slice(0, 400) },
    'private_key',
    /was cut off/,
  ],
  ['the path of a key', 'v3', { private_key: 'C:\\cert\\apiclient_key.pem' }, 'private_key', /path|file/i],
  [
    'a key without its first line',
    'v3',
    { private_key: merchants.privateKey.split('\n').slice(1, -2).join('\n') },
    'private_key',
    /without its first and last line/,
  ],
  ['an API v3 key of 31 characters', 'v3', { apiv3_key: 'a'.repeat(31) }, 'apiv3_key', /31|32/],
  [
    'appid and merchant number swapped',
    'v3',
    { appid: '1900012345', mchid: 'wx0123456789abcdef' },
    'appid mchid',
    /appid look swapped|mchid look swapped/,
  ],
  ['a merchant number with a letter', 'v2', { mchid: '19000I2345' }, 'mchid', /digits only/],
  [
    'a query in notify_url',
    'yaband',
    { notify_url: 'https://shop.example.com/notify/yaband?a=1' },
    'notify_url',
    /\?|query/i,
  ],
  [
    'a fragment in notify_url',
    'yaband',
    { notify_url: 'https://shop.example.com/notify/yaband#x' },
    'notify_url',
    /#|fragment/i,
  ],
  [
    'credentials in notify_url',
    'yaband',
    { notify_url: 'https://a:b@shop.example.com/notify/yaband' },
    'notify_url',
    /user name or password/,
  ],
  [
    'plain http in notify_url',
    'v3',
    { notify_url: 'http://shop.example.com/notify/v3' },
    'notify_url',
    /http/i,
  ],
  [
    'this machine in notify_url',
    'v3',
    { notify_url: 'https://localhost/notify/v3' },
    'notify_url',
    /this machine alone/,
  ],
  [
    'a private network in notify_url',
    'v3',
    { notify_url: 'https://192.168.1.7/notify/v3' },
    'notify_url',
    /private network/,
  ],
  [
    'another PSP’s name in notify_url',
    'yaband',
    { notify_url: 'https://shop.example.com/notify/v3' },
    'notify_url',
    /v3/,
  ],
  ['no notify_url', 'yaband', { notify_url: undefined }, 'notify_url', /is missing/],
  ['a currency that nobody calls so', 'yaband', { currency: 'RMB' }, 'currency', /ISO 4217/],
  ['a currency in small letters', 'yaband', { currency: 'eur' }, 'currency', /ISO 4217/],
  ['a PSP that does not exist', 'yaband', { pay_sp: 'yabandpay' }, 'pay_sp', /yaband/],
  ['no PSP', 'yaband', { pay_sp: undefined }, 'pay_sp', /is missing/],
  ['no key', 'yaband', { key: undefined }, 'key', /is missing/],
  ['an empty key', 'yaband', { key: '' }, 'key', /is missing/],
  ['quotation marks around the key', 'yaband', { key: '"0123456789abcdef0123456789abcdef"' }, 'key', /quot/i],
  ['a placeholder', 'yaband', { key: 'YOUR_KEY' }, 'key', /placeholder/],
  [
    'a misspelt field',
    'v3',
    { apiv3_key: undefined, api_v3_key: 'a'.repeat(32) },
    'api_v3_key',
    /apiv3_key is probably meant/,
  ],
  [
    'an operator that is no openid',
    'yaband',
    { operators: ['me@example.com'] },
    'operators.0',
    /e-mail address, not an openid/,
  ],
  ['a route to a PSP that has no block', 'yaband', { routes: { wechat: 'supay' } }, 'routes.wechat', /supay/],
  ['a public key without its id', 'v3', { public_key_id: undefined }, 'public_key_id', /belong together/],
  [
    'a key id without its prefix',
    'v3',
    { public_key_id: '0119000123452026010100000000000001' },
    'public_key_id',
    /PUB_KEY_ID_/,
  ],
  [
    'an endpoint that is no web address',
    'yaband',
    { endpoint: 'sandbox' },
    'endpoint',
    /must be a web address/,
  ],
  ['an endpoint of a kind that nothing is', 'vr', { endpoint: {} }, 'endpoint', /must be a text/],
  ['time to pay in words', 'yaband', { order_minutes: 'two hours' }, 'order_minutes', /whole number/],
  ['an address for alarms alone', 'yaband', { alarm_url: ALARMS }, 'alarm_secret', /is missing/],
  ['a secret for alarms alone', 'yaband', { alarm_secret: SECRET }, 'alarm_url', /is missing/],
  ...(
    [
      ['http://hooks.example.com/', /must begin with https/],
      ['https://10.0.0.7/in', /private network/],
      ['https://93.184.216.34/in', /IP address/],
      ['https://alarms.internal/in', /nobody outside/],
      ['https://me:word@hooks.example.com/', /user name or password/],
      ['hooks.example.com/in', /begins with https/],
    ] as const
  ).map(
    ([url, words]) =>
      [`alarms to ${url}`, 'yaband', { alarm_url: url, alarm_secret: SECRET }, 'alarm_url', words] as const,
  ),
  ['a short secret for alarms', 'yaband', { alarm_url: ALARMS, alarm_secret: 'abc' }, 'alarm_secret', /16/],
  [
    'quotation marks around the secret for alarms',
    'yaband',
    { alarm_url: ALARMS, alarm_secret: `"${SECRET}"` },
    'alarm_secret',
    /quotation marks/,
  ],
];

test('an address for alarms with a port and a query is right, and one in the document of an app is read by nobody', () => {
  const alarms = { alarm_url: `${ALARMS}?key=1`, alarm_secret: SECRET };
  expect(found({ ...rightOf('yaband'), ...alarms })).toEqual([]);
  const said = found({ ...rightOf('yaband'), ...alarms }, 'payment_wx0123456789abcdef');
  expect(said).toMatchObject([
    { field: 'payment_wx0123456789abcdef.alarm_url', problem: 'is read in document payment alone' },
  ]);
});

describe('a wrong configuration', () => {
  test.each(wrong)('is named: %s', (...[, paySp, change, field, words]) => {
    const document = Object.fromEntries(
      Object.entries({ ...rightOf(paySp), ...change }).filter(([, value]) => value !== undefined),
    );
    const said = found(document);
    expect(said.map((one) => one.field)).toEqual(field.split(' '));
    for (const { problem, why, fix } of said) {
      expect(problem).toMatch(words);
      expect(why).not.toBe('');
      expect(fix).not.toBe('');
    }
  });

  test('never has its secrets printed', () => {
    const document = { ...rightOf('yaband'), key: 'sesame-sesame-sesame-sesame-1' };
    const clean = withoutTheSecretsOf([document]);
    expect(clean('it says sesame-sesame-sesame-sesame-1')).not.toContain('sesame-sesame');
    expect(JSON.stringify(found({ ...document, notify_url: 'x' }))).not.toContain('sesame-sesame');
  });
});

test.each([
  ['in a field of the document', rightOf('v3'), 'holds the whole configuration, one step too deep'],
  ['as a text', JSON.stringify(rightOf('v3'), null, 2), 'holds the whole configuration as a text'],
])('the configuration %s is named as that alone', (_where, data, problem) => {
  expect(found({ _id: 'payment', data })).toMatchObject([{ field: 'data', problem }]);
});

test.each([
  [{}],
  [{ pay_sp: null }],
  [{ providers: [] }],
  [{ pay_sp: 'v3', private_key: { a: 1 } }],
  [{ pay_sp: 'v3', providers: { v3: 'x' } }],
])('nonsense has a problem and no stack trace: %j', (document) => {
  expect(found(document).length).toBeGreaterThan(0);
});
