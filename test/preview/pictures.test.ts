/** The pictures of the screens: icons come from a set, and a name that the set does not have draws nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Order } from '../../miniprogram/services/pay';
import type { PaymentAttempt } from '../../miniprogram/services/attempt';
import { readIconSet } from '../../scripts/build/packages/icons';
import { anOrder } from './an-order';
import { FakeWechat } from './page-under-test';

const root = path.join(__dirname, '..', '..');
const icons = readIconSet(path.join(root, 'node_modules', '@iconify-json', 'tdesign', 'icons.json'));
const home = path.join(root, 'miniprogram');

const named = readdirSync(home, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.wxml') && !name.startsWith('miniprogram_npm'))
  .flatMap((name) => readFileSync(path.join(home, name), 'utf8').match(/\bicon="[^"]*"/g) ?? [])
  .flatMap((attribute) => [...attribute.matchAll(/['"]([a-z][a-z0-9-]+)['"]/g)].map(([, icon = '']) => icon))
  .filter((word) => !['error', 'empty', 'loading'].includes(word));

test('every icon that a screen names is in the set', () => {
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((name) => !icons.has(name))).toEqual([]);
});

const link: PaymentAttempt = { out_trade_no: 'CP1', method: 'paypal', outcome: 'link', at: 1 };
const ends: readonly (readonly [string, Order | undefined, PaymentAttempt | undefined, number])[] = [
  ['paid', anOrder({ state: 'paid' }), undefined, 0],
  ['closed', anOrder({ state: 'closed' }), undefined, 0],
  ['declined', anOrder({ decline: 'no' }), undefined, 0],
  ['unpaid', anOrder(), undefined, 0],
  ['link', anOrder(), link, 0],
  ['unknown', undefined, undefined, 99],
];

test.each(ends)(
  'the result of a payment that is %s has a picture',
  async (state, order, attempt, failures) => {
    new FakeWechat().install();
    const { resultView } = await import('../../miniprogram/view/result-view');
    const view = resultView({ order, attempt, asked: 99, failures, isMissing: false });
    expect(view.state).toBe(state);
    expect(icons.has(view.icon)).toBe(true);
  },
);
