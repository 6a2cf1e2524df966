// Several documents at once: shared environments, and WeChat's own.
import { connectors } from '../../scripts/connectors';
import { checkup } from '../../scripts/doctor/checkup';
import { printedFindings } from '../../scripts/doctor/printed';
import { inEnglish } from '../../shared/payments/doctor/said';
import { readConfig } from '../../shared/payments/flows/payment-config';
import { rightOf, type Document } from './configurations';

const NOW = Date.UTC(2026, 10, 27);
const found = (...documents: readonly Document[]) =>
  printedFindings(checkup({ documents, isRemote: true }, NOW).findings, inEnglish);
const right: Document = { ...rightOf('yaband'), _id: 'payment' };
const wechat: Document = { _id: 'wechat', appid: 'wx0123456789abcdef', secret: 'f'.repeat(32) };

test('nothing is said of a shop and of an app that shares it', () => {
  expect(found(right, { ...right, _id: 'payment_wx0123456789abcdef' }, wechat)).toEqual([]);
});

test('a problem of an app’s document stands behind its name', () => {
  const { key: _key, ...lacking } = right;
  expect(found(right, { ...lacking, _id: 'payment_wx0123456789abcdef' }).map(({ field }) => field)).toEqual([
    'payment_wx0123456789abcdef.key',
  ]);
});

test.each<[string, Document, string, RegExp]>([
  ['no appid', { appid: undefined }, 'wechat.appid', /is missing/],
  ['an AppSecret that is none', { secret: {} }, 'wechat.secret', /must be a text/],
  ['a push without its token', { push: { mode: 'plain' } }, 'wechat.push.token', /is missing/],
  [
    'a misspelt name',
    { offical_account: {} },
    'wechat.offical_account',
    /official_account is probably meant/,
  ],
  ['members without a card', { member: {} }, 'wechat.member.card_id', /is missing/],
])('of document wechat, %s is named with what to do', (_, change, field, words) => {
  const document = Object.fromEntries(
    Object.entries({ ...wechat, ...change }).filter(([, value]) => value !== undefined),
  );
  const named = found(right, document).find((one) => one.field === field);
  expect(named?.problem).toMatch(words);
  expect(named?.fix).not.toMatch(/^See docs/);
});

test('the AppSecret in the place of a payment key is named', () => {
  expect(found({ ...right, key: 'f'.repeat(32) }, wechat)).toMatchObject([
    { field: 'key', problem: expect.stringContaining('AppSecret') as unknown },
  ]);
});

describe('an address for notices', () => {
  const taken = (address: string): boolean => {
    try {
      readConfig('payment', { ...right, notify_url: address }, connectors).account('yaband');
      return true;
    } catch {
      return false;
    }
  };
  test.each([
    'https://shop.example.com/notify',
    'https://shop.example.com/notify/yaband',
    'https://shop.example.com:8443/notify',
    'https://shop.example.com:443/notify',
    'https://user:word@shop.example.com/notify',
    'https://user@shop.example.com/notify',
    'https://shop.example.com/notify#top',
    'https://shop.example.com/notify#',
    'https://shop.example.com/notify?a=1',
    'http://shop.example.com/notify',
  ])('the functions and the doctor are of one mind about %s', (address) => {
    expect(taken(address)).toBe(found({ ...right, notify_url: address }).length === 0);
  });
});
