// Whichever way a customer goes through the pages, however often and however impatiently: few pages lie open.
/// <reference types="miniprogram-api-typings" />
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import {
  openConfirm,
  openGoods,
  openPage,
  openPlainPage,
  openTab,
  replacePage,
} from '../../miniprogram/services/navigation';

interface Open {
  readonly route: string;
  readonly options: Readonly<Record<string, string>>;
}

/** The phone's stack, changed a moment after it was asked for, as WeChat does. */
let stack: Open[];
let refusal: string | undefined;

const tab = (name: string): Open => ({ route: `pages/${name}/${name}`, options: {} });
const pageAt = (url: string): Open => {
  const [route = '', query] = url.slice(1).split('?');
  return { route, options: Object.fromEntries(new URLSearchParams(query)) };
};
const later = async (change: () => void): Promise<{ errMsg: string }> => {
  await Promise.resolve();
  if (refusal !== undefined) throw Object.assign(new Error(refusal), { errMsg: refusal });
  change();
  return { errMsg: 'ok' };
};
const orderUrl = (number: string): string => `/pages/order/order?out_trade_no=${number}`;
const back = (delta: number): void => void stack.splice(Math.max(1, stack.length - delta));

Object.assign(globalThis, {
  getCurrentPages: () => stack,
  wx: {
    navigateTo: ({ url }: { url: string }) =>
      stack.length < 10
        ? later(() => stack.push(pageAt(url)))
        : Promise.reject(
            Object.assign(new Error('full'), { errMsg: 'navigateTo:fail page limit exceeded: 10' }),
          ),
    redirectTo: ({ url }: { url: string }) => later(() => stack.splice(-1, 1, pageAt(url))),
    navigateBack: ({ delta }: { delta: number }) => later(() => back(delta)),
    switchTab: ({ url }: { url: string }) => later(() => (stack = [pageAt(url)])),
  },
});

const shop = () => openTab('goods');
const routes = () => stack.map(({ route }) => route.split('/').at(-1));

beforeEach(() => {
  stack = [tab('orders')];
  refusal = undefined;
});

/** Where each page leads: its buttons, and the arrow. */
const ways: Readonly<Record<string, readonly (() => Promise<void>)[]>> = {
  goods: [() => openGoods('tea'), () => openPage('result', 'CP1')],
  item: [() => openConfirm({ goods_id: 'tea', quantity: 1 }), shop],
  basket: [() => openConfirm(), shop],
  confirm: [() => openPlainPage('address'), () => replacePage('checkout', 'CP1'), shop],
  me: [() => openPlainPage('identity'), () => openPlainPage('card'), () => openPlainPage('about')],
  orders: [() => openPage('order', 'CP1'), () => openPage('order', 'CP2'), shop],
  order: [
    () => openPage('checkout', numberShown()),
    () => openPage('result', numberShown()),
    () => openTab('basket'),
  ],
  checkout: [() => replacePage('result', numberShown())],
  result: [() => replacePage('checkout', numberShown()), () => replacePage('order', numberShown()), shop],
};
const numberShown = () => stack.at(-1)?.options['out_trade_no'] ?? '';
const arrow = async (): Promise<void> => back(1);

/** Every stack that can be reached from `stack`. */
async function reachable(): Promise<Map<string, readonly Open[]>> {
  const known = new Map<string, readonly Open[]>();
  const unseen = [stack];
  for (let from = unseen.pop(); from; from = unseen.pop()) {
    const name = JSON.stringify(from);
    if (known.has(name) || known.size > 200) continue;
    known.set(name, from);
    const shown = from.at(-1)?.route.split('/').at(-1) ?? '';
    for (const go of [...(ways[shown] ?? []), arrow]) {
      stack = [...from];
      await go();
      unseen.push([...stack]);
    }
  }
  return known;
}

test.each([
  ['the orders', [tab('orders')]],
  ['the shop', [tab('goods')]],
  ['the basket', [tab('basket')]],
  ['the customer', [tab('me')]],
  ['a link to an order', [pageAt('/pages/order/order?out_trade_no=CP1')]],
])('every way from %s leads through few stacks, none deeper than five pages', async (_, start) => {
  stack = start;
  const stacks = [...(await reachable()).values()];
  expect(stacks.length).toBeLessThan(60);
  expect(Math.max(...stacks.map(({ length }) => length))).toBeLessThanOrEqual(5);
});

test('from the result of a payment one comes back to the order that one came from', async () => {
  await openPage('order', 'CP1');
  await openPage('checkout', 'CP1');
  await replacePage('result', 'CP1');
  expect(routes()).toEqual(['orders', 'order', 'result']);
  await replacePage('order', 'CP1');
  expect(routes()).toEqual(['orders', 'order']);
});

test('the page of another order is opened, not gone back to', async () => {
  await openPage('order', 'CP1');
  await openPage('order', 'CP2');
  expect(stack.map(({ options }) => options['out_trade_no'])).toEqual([undefined, 'CP1', 'CP2']);
});

test('the way to an order gives its place to paying, and that to the result', async () => {
  stack = [tab('basket')];
  await openConfirm();
  await replacePage('checkout', 'CP1');
  await replacePage('result', 'CP1');
  await replacePage('checkout', 'CP1');
  await replacePage('result', 'CP1');
  expect(routes()).toEqual(['basket', 'result']);
});

test('what is bought is told apart by what it is, whatever signs its number has', async () => {
  stack = [tab('goods')];
  await openGoods('tea & milk');
  await openGoods('tea & milk');
  expect(stack.at(-1)).toEqual({ route: 'pages/item/item', options: { goods_id: 'tea & milk' } });
  expect(routes()).toEqual(['goods', 'item']);
});

test('a page about the customer lies on the tab, and is opened once however often it is tapped', async () => {
  stack = [tab('me')];
  await Promise.all([openPlainPage('card'), openPlainPage('card'), openPlainPage('identity')]);
  expect(routes()).toEqual(['me', 'card']);
});

test('what is tapped three times at once is opened once, and can be opened again later', async () => {
  await Promise.all([openPage('order', 'CP1'), openPage('order', 'CP1'), openPage('checkout', 'CP1')]);
  expect(routes()).toEqual(['orders', 'order']);
  await arrow();
  await openPage('order', 'CP1');
  expect(routes()).toEqual(['orders', 'order']);
});

test('on the tenth page the way on takes its place, so that an order can still be paid there', async () => {
  stack = [tab('orders'), ...Array.from({ length: 9 }, (_, at) => pageAt(orderUrl(`CP${at + 1}`)))];
  await openPage('checkout', 'CP9');
  expect(stack).toHaveLength(10);
  expect(stack.at(-1)).toEqual({ route: 'pages/checkout/checkout', options: { out_trade_no: 'CP9' } });
  await openPage('order', 'CP8');
  expect(stack).toHaveLength(9);
});

test('a refusal is told to the page that asked, and does not block the next way', async () => {
  refusal = 'navigateTo:fail page limit exceeded: 10';
  await expect(openPage('order', 'CP1')).rejects.toMatchObject({ errMsg: refusal });
  refusal = undefined;
  await openTab('goods');
  expect(routes()).toEqual(['goods']);
});

test('no page moves past this one place', () => {
  const folder = path.join(__dirname, '..', '..', 'miniprogram');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(ts|wxml)$/.test(name),
  );
  const movers = sources
    .filter((name) => !name.startsWith('miniprogram_npm') && !name.startsWith('operator'))
    .filter((name) =>
      /\bwx\.(navigateTo|redirectTo|navigateBack|reLaunch|switchTab)\b|<navigator\b/.test(
        readFileSync(path.join(folder, name), 'utf8'),
      ),
    );
  expect(movers).toEqual([path.join('services', 'navigation.ts')]);
});
