/** Database round trips per path: the real use cases on the real SDK against the local cloud, counted at the store. */
import { sdkCloudPay } from '../../shared/adapters/cloud-pay';
import { cloudStore } from '../../shared/adapters/cloud-store';
import { cloudPspTokens } from '../../shared/adapters/cloud-credentials';
import { cloudFiles } from '../../shared/adapters/cloud-files';
import { requestPromiseHttp } from '../../shared/adapters/http';
import { requestPromiseDownloads } from '../../shared/adapters/http-downloads';
import { systemClock, systemRandom } from '../../shared/adapters/system';
import type { Store } from '../../shared/payments/ports';
import { createOrder } from '../../shared/payments/flows/create-order';
import type { Caller } from '../../shared/kernel/ports';
import { openShop, type Shop } from '../../shared/payments/flows/shop';
import { takeNotification } from '../../shared/payments/flows/notices/take-notification';
import { orderFor } from '../../shared/payments/flows/rights';
import { unifiedOrder } from '../../shared/payments/flows/unified-order';
import { demoAppid } from '../sandbox';
import type { Row } from './row';
import { openShopScene, type ShopScene } from './shop-scene';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A store that notes when each call began and ended, in the order of events. */
function watched(store: Store): { store: Store; spans: Span[] } {
  const spans: Span[] = [];
  let tick = 0;
  const handler: ProxyHandler<object> = {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method === 'object' && method !== null) return new Proxy(method, handler);
      if (typeof method !== 'function' || name === 'idOf') return method;
      return async (...args: unknown[]): Promise<unknown> => {
        const from = (tick += 1);
        const value: unknown = await Reflect.apply(method, target, args);
        spans.push({ from, to: (tick += 1) });
        return value;
      };
    },
  };
  return { store: new Proxy<Store>(store, handler), spans };
}

/** How many waits one after the other: calls that overlap wait together. */
function rounds(spans: readonly Span[]): number {
  let until = 0;
  let count = 0;
  for (const { from, to } of [...spans].sort((a, b) => a.from - b.from)) {
    if (from > until) count += 1;
    until = from > until ? to : Math.min(until, to);
  }
  return count;
}

export async function roundTripRows(): Promise<readonly Row[]> {
  const scene = await openShopScene();
  Object.assign(process.env, scene.cloud.sdkEnvironment());
  try {
    return await measured(scene);
  } finally {
    await scene.close();
  }
}

/** The shop of the functions, over a store that is watched. */
function shopOver(store: Store): Shop {
  return openShop({
    store,
    http: requestPromiseHttp(),
    downloads: requestPromiseDownloads(),
    pspTokens: cloudPspTokens,
    keptFiles: cloudFiles,
    cloudPay: sdkCloudPay,
    clock: systemClock,
    random: systemRandom,
    log: () => undefined,
    configMaxAgeMs: 60_000,
    exchangeLimitMs: 5000,
    onPaymentSuccess: async () => undefined,
    followUps: [],
  });
}

async function measured({ notices, payerPays }: ShopScene): Promise<readonly Row[]> {
  const { store, spans } = watched(cloudStore);
  const shop = shopOver(store);
  const caller: Caller = { openid: 'oBench00000000001', appid: demoAppid };
  const path = async (what: string, wanted: string, run: () => Promise<unknown>): Promise<Row> => {
    spans.length = 0;
    await run();
    const calls = `${spans.length} ${spans.length === 1 ? 'call' : 'calls'}`;
    return {
      what: `${what}, database round trips (warm)`,
      measured: calls,
      baseline: '–',
      ratio: String(rounds(spans)),
      wanted,
    };
  };
  const order = async (): Promise<string> =>
    (await createOrder(shop, caller, { items: [{ goodsId: 'tulips', quantity: 1 }] })).outTradeNo;
  const pay = async (no: string): Promise<unknown> => {
    const found = await orderFor(shop, caller, 'owner', no);
    return unifiedOrder(shop, found, { payMethod: 'wechat', appid: caller.appid });
  };
  await pay(await order());
  const outTradeNo = await order();
  const knock = async (): Promise<unknown> => {
    const notice = notices.at(-1);
    if (!notice) throw new Error('the sandbox sent no notice');
    return takeNotification(shop, { paySp: 'v3', configId: 'payment', method: 'POST', query: {}, ...notice });
  };
  return [
    await path('unifiedorder', '≤ 3', () => pay(outTradeNo)),
    await payerPays(outTradeNo).then(() => path('notice, first', '≤ 3', knock)),
    await path('notice, duplicate', '≤ 2', knock),
  ];
}
