/** Mistakes in what the phone is told of the shop: prices of kinds, who sees what, what a search finds. */
import type { Mistake } from './mistake';

const flows = 'shared/payments/flows';
const test = (name: string): string => `test/payments/flows/${name}.test.ts`;

export const shopMistakes: readonly Mistake[] = [
  {
    what: 'a repeated createorder makes a second order',
    file: `${flows}/create-order.ts`,
    find: 'outTradeNo: requested ?? drawnOrderNumber(',
    put: 'outTradeNo: drawnOrderNumber(',
    tests: test('repeated-orders'),
  },
  {
    what: 'two buyers with the same request_id share an order',
    file: 'shared/payments/order/order-number.ts',
    find: 'JSON.stringify([appid, openid, requestId])',
    put: 'JSON.stringify([appid, requestId])',
    tests: test('repeated-orders'),
  },
  {
    what: 'other goods under the same request_id are answered with the order of the first',
    file: `${flows}/repeated-order.ts`,
    find: 'content(order.items, order.address) === content(input.items, input.address)',
    put: 'true',
    tests: test('repeated-orders'),
  },
  {
    what: 'of two calls of createorder at once the second is refused',
    file: `${flows}/create-order.ts`,
    find: 'const first = requested === undefined ? undefined : await store.orders.get(requested);',
    put: 'const first = undefined as Order | undefined;',
    tests: test('repeated-orders'),
  },
  {
    what: 'a chosen kind costs what the goods cost',
    file: `${flows}/create-order.ts`,
    find: 'priceIn(found, currency, kind)',
    put: 'priceIn(found, currency)',
    tests: test('goods-and-kinds'),
  },
  {
    what: 'goods of several kinds are sold without a kind',
    file: `${flows}/create-order.ts`,
    find: 'if (id === undefined && specifications.length === 0) return undefined;',
    put: 'if (id === undefined) return undefined;',
    tests: test('goods-and-kinds'),
  },
  {
    what: 'a buyer sees what only operators may see',
    file: 'shared/payments/door.ts',
    find: '(await isOperatorOf(shop, caller, order)) ? (await ofPersons()).operatorView(order) : {}',
    put: '(await ofPersons()).operatorView(order)',
    tests: test('goods-and-kinds'),
  },
  {
    what: 'an operator of one block is told of every account',
    file: `${flows}/people/config-problems.ts`,
    find: ".filter(({ paySp = '' }) => operated.includes(paySp))",
    put: '.filter(() => true)',
    tests: test('goods-and-kinds'),
  },
  {
    what: 'the operators of the default document look after every order',
    file: `${flows}/rights.ts`,
    find: "return shop.configs.get(configId).catch((error: unknown) => {\n    if (error instanceof PayError && error.code === 'CONFIG_MISSING')\n      return shop.configs.get(DEFAULT_CONFIG_ID);\n    throw error;\n  });",
    put: 'return shop.configs.get(configId === DEFAULT_CONFIG_ID ? configId : DEFAULT_CONFIG_ID);',
    tests: test('gone-configuration'),
  },
  {
    what: 'the default document lists the orders of all others',
    file: `${flows}/rights.ts`,
    find: '.filter((id) => id !== configId)',
    put: '.filter(() => false)',
    tests: test('gone-configuration'),
  },
  {
    what: 'a search leaves the buyer’s own orders',
    file: 'shared/adapters/cloud-orders.ts',
    find: 'command.and(condition, await searchOf(search))',
    put: 'await searchOf(search)',
    tests: 'test/adapters/finding-orders.test.ts',
  },
  {
    what: 'what is searched is taken for a regular expression',
    file: 'shared/adapters/order-search.ts',
    find: 'regexp: literal(text)',
    put: 'regexp: text',
    tests: 'test/adapters/finding-orders.test.ts',
  },
  {
    what: 'a title is a formula in a spreadsheet',
    file: 'shared/reconciliation/export-orders.ts',
    find: 'const isFormula = /^[=+\\-@\\t\\r]/.test(text);',
    put: 'const isFormula = /^=/.test(text);',
    tests: 'test/reconciliation/export-orders.test.ts',
  },
  {
    what: 'a day is told of by every timer that runs meanwhile',
    file: `${flows}/daily/tell-once-a-day.ts`,
    find: '  if (found.leaseUntil > now) return found.leaseUntil;\n',
    put: '',
    tests: test('daily'),
  },
  {
    what: 'a day that was told of is told of again by another instance',
    file: `${flows}/daily/tell-once-a-day.ts`,
    find: "!found || found.state === 'told' ||",
    put: '!found ||',
    tests: test('daily'),
  },
  {
    what: 'whose telling failed is never told of',
    file: `${flows}/daily/tell-once-a-day.ts`,
    find: "state: 'failed', leaseUntil:",
    put: "state: 'nothing', leaseUntil:",
    tests: test('daily'),
  },
];
