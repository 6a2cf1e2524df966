/** The demo shop: what it sells, and its payment configuration for the PSP of the day. */
import type { LocalDatabase } from '../local-cloud/database/local-database';
import type { Sandboxes } from '../sandbox';
import type { Weixin } from '../sandbox/weixin';

/** The person who may refund in the demo shop. */
export const OPERATOR_OPENID = 'oDemoOperator0001';

/** Each demo shop sells in its PSP's home currency. */
const HOME_CURRENCY: Readonly<Record<string, string>> = {
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
  royalpay: 'AUD',
};

/** Prices in minor units, in every home currency. */
const GOODS = [
  { _id: 'stroopwafel', title: 'Stroopwafels 荷兰焦糖华夫饼', EUR: 690, CNY: 5200, NZD: 1350, AUD: 1150 },
  { _id: 'tulips', title: 'Tulip bulbs, 25 pieces 郁金香种球', EUR: 1295, CNY: 9900, NZD: 2530, AUD: 2150 },
  { _id: 'delft', title: 'Delft blue cup 代尔夫特蓝陶杯', EUR: 2450, CNY: 18800, NZD: 4790, AUD: 4050 },
  { _id: 'museum', title: 'Museum ticket 博物馆门票', EUR: 2250, CNY: 17200, NZD: 4400, AUD: 3750 },
  { _id: 'boat', title: 'Canal boat tour for two 双人运河游船', EUR: 3990, CNY: 30500, NZD: 7800, AUD: 6600 },
];

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
  database.ensureIndex('orders', { name: 'owner', keys: ['openid', 'created_at'] });
  database.ensureIndex('orders', { name: 'shop', keys: ['config_id', 'created_at'] });
  database.ensureIndex('orders', { name: 'attempt', keys: ['attempts.no'] });
  database.ensureIndex('orders', { name: 'open', keys: ['openid', 'state'] });
  database.ensureIndex('orders', { name: 'due', keys: ['due_at'] });
  database.ensureIndex('orders', { name: 'psp_due', keys: ['pay_sp', 'due_at'] });
  database.ensureIndex('orders', { name: 'psp_newest', keys: ['pay_sp', 'attempted_at'] });
  database.ensureIndex('payment', { name: 'verdict', keys: ['verdict', 'received_at'] });
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
  for (const { _id, title, ...prices } of GOODS) {
    const price = new Map(Object.entries(prices)).get(currency) ?? 0;
    await database.put('goods', { _id, title, price, fee_type: currency, prices });
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
