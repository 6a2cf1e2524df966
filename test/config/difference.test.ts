// What may be seen of a configuration and of what changes in it.
import { differenceLines } from '../../scripts/config/difference';
import { leavesOf } from '../../scripts/config/leaves';
import { shownValue } from '../../scripts/config/shown';
import { merchants, right, rightOf, wechats, type Document } from '../doctor/configurations';

const SECRET = 'sesame0open1sesame2open3sesame45';
const lines = (before: Document, after: Document) => differenceLines(before, after);
const shown = (document: Document): string => leavesOf(document).map(shownValue).join('\n');

test('what is the same is not mentioned', () => {
  expect(lines(rightOf('v3'), structuredClone(rightOf('v3')))).toEqual([]);
});

test('a changed, an added and a removed value are a line each, with their path', () => {
  const before = { pay_sp: 'yaband', providers: { yaband: { mchid: '100231' } }, order_minutes: 60 };
  const after = {
    pay_sp: 'yaband',
    providers: { yaband: { mchid: '100232' } },
    routes: { paypal: 'yaband' },
  };
  expect(lines(before, after)).toEqual([
    '  ~ providers.yaband.mchid 100231 → 100232',
    '  - order_minutes 60',
    '  + routes.paypal yaband',
  ]);
});

test('a changed secret is said to have changed, and nothing more', () => {
  const said = lines({ key: SECRET }, { key: `${SECRET}6` });
  expect(said).toEqual(['  ~ key changed']);
});

test.each([
  ['appid', SECRET],
  ['mchid', SECRET],
  ['pay_sp', SECRET],
  ['notify_url', `https://user:${SECRET}@shop.example.com/notify?token=${SECRET}`],
  ['serial_no', merchants.privateKey],
  ['public_key_id', merchants.privateKey.split('\n').join(' ')],
])('a key that stands in %s is not shown', (name, value) => {
  const said = [
    shown({ [name]: value }),
    ...lines({}, { [name]: value }),
    ...lines({ [name]: value }, {}),
  ].join();
  expect(said).not.toContain('sesame');
  expect(said).not.toContain(merchants.privateKey.split('\n')[3]);
});

test('a value that is a secret elsewhere in the document is not shown either', () => {
  expect(lines({}, { key: 'short-key', store_name: 'short-key' }).join()).not.toContain('short-key');
});

test('a key is said to be one, and whose', () => {
  expect(shown({ private_key: merchants.privateKey })).toMatch(/^••• \(.*private key/);
});

test.each(Object.entries(right))('no secret of %s is shown', (paySp, document) => {
  const said = shown(document);
  expect(said).toContain(paySp);
  const secrets = [document.key, document.token, document.api_key, document.apiv3_key, document.access_token];
  for (const secret of secrets) if (typeof secret === 'string') expect(said).not.toContain(secret);
  for (const pem of [merchants.privateKey, wechats.publicKey]) expect(said).not.toContain(pem.slice(60, 100));
});
