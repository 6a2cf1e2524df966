/** The demo shop: what it sells, and its payment configuration for the PSP of the day. */
import type { LocalDatabase } from '../local-cloud/database/local-database';
import type { Sandboxes } from '../sandbox';
import type { Weixin } from '../sandbox/weixin';

/** The person who may refund in the demo shop. */
export const OPERATOR_OPENID = 'oDemoOperator0001';

/** Each demo shop, and each simulated one, sells in its PSP's home currency. */
export const HOME_CURRENCY: Readonly<Record<string, string>> = {
  yaband: 'EUR',
  '2paynow': 'EUR',
  supay: 'AUD',
  vr: 'EUR',
  cloudpay: 'CNY',
  v2: 'CNY',
  v2sp: 'CNY',
  v3: 'CNY',
  v3sp: 'CNY',
  latipay: 'NZD',
  nihaopay: 'USD',
  snappay: 'CAD',
  royalpay: 'AUD',
  airwallex: 'AUD',
  qfpay: 'HKD',
  pockyt: 'USD',
};

/** Prices in minor units, in every home currency. */
const CURRENCIES = ['EUR', 'CNY', 'NZD', 'AUD', 'USD', 'CAD', 'HKD'] as const;
const GOODS: readonly {
  readonly id: string;
  readonly title: string;
  readonly prices: readonly number[];
  readonly category: string;
  readonly description: string;
  /** Kinds of it: number, title, and how many hundredths of the price. */
  readonly kinds?: readonly (readonly [id: string, title: string, percent: number])[];
}[] = [
  {
    id: 'stroopwafel',
    title: 'Stroopwafels 荷兰焦糖华夫饼',
    prices: [690, 5200, 1350, 1150, 750, 1090, 6200],
    category: 'Food 美食',
    description: 'Two thin waffles with caramel between them. 两片薄脆华夫饼，中间夹着焦糖。',
  },
  {
    id: 'tulips',
    title: 'Tulip bulbs, 25 pieces 郁金香种球',
    prices: [1295, 9900, 2530, 2150, 1395, 2050, 11600],
    category: 'Home 家居',
    description: 'Plant them in autumn, see them in spring. 秋天种下，春天开花。',
  },
  {
    id: 'delft',
    title: 'Delft blue cup 代尔夫特蓝陶杯',
    prices: [2450, 18800, 4790, 4050, 2650, 3900, 21900],
    category: 'Home 家居',
    description: 'Painted by hand in Delft. 代尔夫特手工绘制。',
  },
  {
    id: 'museum',
    title: 'Museum ticket 博物馆门票',
    prices: [2250, 17200, 4400, 3750, 2450, 3600, 20100],
    category: 'Days out 出游',
    description: 'One day, all halls. 一日通票，全馆可参观。',
    kinds: [
      ['adult', 'Adult 成人', 100],
      ['youth', 'Youth, 6 to 17 青少年（6–17 岁）', 50],
    ],
  },
  {
    id: 'boat',
    title: 'Canal boat tour for two 双人运河游船',
    prices: [3990, 30500, 7800, 6600, 4290, 6390, 35700],
    category: 'Days out 出游',
    description: 'Seventy-five minutes through the canals. 75 分钟畅游运河。',
  },
];

/** Prices in every home currency, `percent` of the goods' own. */
const pricesOf = (amounts: readonly number[], percent = 100): Readonly<Record<string, number>> =>
  Object.fromEntries(CURRENCIES.map((one, at) => [one, Math.round(((amounts[at] ?? 0) * percent) / 100)]));

/** The PSPs that the demo shop can use. */
export const demoProviders: readonly string[] = Object.keys(HOME_CURRENCY);

export interface DemoShop {
  readonly provider: string;
  readonly url: string;
  readonly sandboxes: Sandboxes;
  /** Where it is missing, the shop has nothing to do with WeChat's own server API. */
  readonly weixin?: Weixin;
}

/** Collections, indexes and goods of an empty shop. */
export async function seedShop(database: LocalDatabase, shop: DemoShop): Promise<void> {
  for (const name of ['config', 'goods', 'orders', 'payment', 'users']) database.ensureCollection(name);
  database.ensureIndex('orders', { name: 'refund_no', keys: ['refunds.out_refund_no'] });
  database.ensureIndex('orders', { name: 'return_no', keys: ['returns.out_refund_no'] });
  database.ensureIndex('orders', { name: 'waiting', keys: ['config_id', 'waits_since'] });
  database.ensureIndex('payment', { name: 'open', keys: ['verdict', 'decision', 'received_at'] });
  database.ensureIndex('orders', { name: 'transaction', keys: ['transaction_id'] });
  database.ensureIndex('orders', { name: 'psp_number', keys: ['sp_trade_no'] });
  database.ensureIndex('orders', { name: 'owner', keys: ['openid', 'created_at'] });
  database.ensureIndex('orders', { name: 'shop', keys: ['config_id', 'created_at'] });
  database.ensureIndex('orders', { name: 'attempt', keys: ['attempts.no'] });
  database.ensureIndex('orders', { name: 'open', keys: ['openid', 'state'] });
  database.ensureIndex('orders', { name: 'due', keys: ['due_at'] });
  database.ensureIndex('orders', { name: 'psp_due', keys: ['pay_sp', 'due_at'] });
  database.ensureIndex('orders', { name: 'psp_newest', keys: ['pay_sp', 'attempted_at'] });
  database.ensureIndex('payment', { name: 'verdict', keys: ['verdict', 'received_at'] });
  database.ensureIndex('orders', { name: 'made', keys: ['config_id', 'pay_sp', 'created_at', '_id'] });
  database.ensureIndex('orders', { name: 'paid', keys: ['config_id', 'pay_sp', 'paid_at', '_id'] });
  database.ensureIndex('orders', {
    name: 'refunded',
    keys: ['config_id', 'pay_sp', 'last_refund_at', '_id'],
  });
  database.ensureIndex('reconciliations', { name: 'newest', keys: ['config_id', 'written_at'] });
  database.ensureIndex('reconciliations', { name: 'finding', keys: ['findings.finding_id'] });
  await openShop(database, shop);
}

/** Puts goods and configuration of this run in place: the port and the PSP may differ from the last one. */
export async function openShop(
  database: LocalDatabase,
  { provider, url, sandboxes, weixin }: DemoShop,
): Promise<void> {
  const currency = HOME_CURRENCY[provider] ?? 'EUR';
  for (const { id, prices: amounts, kinds = [], ...shown } of GOODS) {
    const priced = (percent = 100) => {
      const prices = pricesOf(amounts, percent);
      return { price: prices[currency] ?? 0, prices };
    };
    const specifications = kinds.map(([specification_id, title, percent]) => ({
      specification_id,
      title,
      ...priced(percent),
    }));
    const picture = `/assets/goods/${id}.svg`;
    await database.put('goods', {
      _id: id,
      ...shown,
      picture,
      fee_type: currency,
      ...priced(),
      specifications,
    });
  }
  const blocks = demoProviders.map((paySp) => {
    const own = { currency: HOME_CURRENCY[paySp], refund_currency: HOME_CURRENCY[paySp] };
    return [paySp, { ...own, ...sandboxes.demoConfig(paySp) }] as const;
  });
  await database.put('config', {
    _id: 'payment',
    pay_sp: provider,
    currency,
    refund_currency: currency,
    notify_url: `${url}/notify`,
    operators: [OPERATOR_OPENID],
    providers: Object.fromEntries(blocks),
  });
  if (weixin) await database.put('config', { _id: 'wechat', ...weixin.demoConfig() });
}
