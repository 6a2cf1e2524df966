import { connectors } from '../../scripts/connectors';
import { demoProviders } from '../../scripts/demo/shop';
import { somePsps } from '../thorough';
import {
  buy,
  checkOut,
  openWorld,
  OPERATOR,
  paidOrder,
  sellThrough,
  untilConfigCounts,
  type Result,
  type Running,
} from './running-world';

describe('a wrong payment configuration', () => {
  let running: Running;
  beforeAll(async () => {
    running = await openWorld('yaband');
  });
  afterAll(() => running.world.close());

  /** Puts a configuration in force and answers what starting a payment then says. */
  async function paymentUnder(document: Result | undefined, outTradeNo: string): Promise<string> {
    const { database } = running.world.cloud;
    if (document) await database.put('config', { _id: 'payment', ...document });
    else await database.remove('config', { _id: 'payment' });
    await untilConfigCounts();
    const answer = await running.call('pay', { action: 'unifiedorder', out_trade_no: outTradeNo });
    return String(answer.errmsg);
  }

  test('each mistake is one clear error that names every missing or wrong field, and a correction is in force within a second', async () => {
    const { database } = running.world.cloud;
    const outTradeNo = await buy(running);
    const [good] = await database.find('config', { _id: 'payment' });
    if (!good) throw new Error('the demo shop has no configuration');

    expect(await paymentUnder(undefined, outTradeNo)).toMatch(
      /^CONFIG_MISSING: .*"payment".*yaband \(mchid, key\)/,
    );
    expect(await paymentUnder({}, outTradeNo)).toMatch(
      /^CONFIG_INVALID: .*pay_sp must be one of: .*yaband.*v3/,
    );
    expect(await paymentUnder({ pay_sp: 'yaband' }, outTradeNo)).toMatch(
      /^CONFIG_INVALID: .*mchid is missing.*key is missing.*notify_url is missing/,
    );
    const v3 = {
      pay_sp: 'v3',
      mchid: 'x',
      apiv3_key: 'short',
      private_key: 'no pem',
      notify_url: 'http://shop.example/notify',
    };
    expect(await paymentUnder(v3, outTradeNo)).toMatch(
      /mchid must be.*serial_no is missing.*private_key is not PEM.*apiv3_key must be exactly 32 bytes long, it has 5.*notify_url must begin with https/,
    );
    const { _id, ...document } = good;
    expect(_id).toBe('payment');
    expect(await paymentUnder(document, outTradeNo)).toBe('undefined');
  });

  test('the flat form of the well-known recipe works as it is', async () => {
    const { url, sandboxes, cloud } = running.world;
    const flat = {
      pay_sp: 'yaband',
      ...sandboxes.demoConfig('yaband'),
      currency: 'EUR',
      refund_currency: 'EUR',
    };
    await cloud.database.put('config', { _id: 'payment', ...flat, notify_url: `${url}/notify/yaband` });
    await untilConfigCounts();
    await paidOrder(running, 'yaband');
  });
});

describe('secrets', () => {
  let running: Running;
  beforeAll(async () => {
    // One request at each PSP is never answered.
    running = await openWorld('yaband', { pspTimeoutMs: 1500 });
  });
  afterAll(() => running.world.close());

  test.each(somePsps(demoProviders))(
    'no secret of %s appears in any log, result, error or page',
    async (paySp) => {
      await sellThrough(running, paySp);
      const [config] = await running.world.cloud.database.find('config', { _id: 'payment' });
      const secrets = secretsIn(config);
      expect(secrets.length).toBeGreaterThanOrEqual(demoProviders.length - 1);

      const shown: string[] = [];
      const outTradeNo = await paidOrder(running, paySp);
      const call = async (data: Result, openid = OPERATOR): Promise<void> => {
        shown.push(JSON.stringify(await running.call('pay', data, openid)));
      };
      // Nobody may have many unpaid orders.
      const tryToPay = async (openid: string): Promise<void> =>
        call({ action: 'unifiedorder', out_trade_no: await buy(running, 1, openid) }, openid);
      await call({ action: 'queryorder', out_trade_no: outTradeNo });
      await call({ action: 'refund', out_trade_no: outTradeNo, refund_fee: 100 });
      await call({ action: 'refund', out_trade_no: outTradeNo, refund_fee: 99_999 });
      for (const kind of ['http_500', 'html', 'timeout_before_effect']) {
        await running.post('/control/fault', { pay_sp: paySp, operation: 'any', kind, times: 1 });
        await tryToPay(`oCustomerOf${paySp}`);
      }
      await running.post('/control/sandbox', {
        pay_sp: paySp,
        out_trade_no: await checkOut(running),
        event: 'forge',
      });
      await running.quiet();
      await running.world.cloud.database.update(
        'config',
        { _id: 'payment' },
        { $set: { [`providers.${paySp}.notify_url`]: 7 } },
      );
      await untilConfigCounts();
      await tryToPay(`oCustomerOf${paySp}`);
      for (const page of ['/', '/console', '/console/data', '/sandbox/state']) {
        shown.push(await (await fetch(running.world.url + page)).text());
      }
      const logs = running.world.cloud.logs.entries().map(({ text }) => text);
      expect(logs.length).toBeGreaterThan(5);
      const everything = [...shown, ...logs].join('\n');
      const leaked = secrets.filter(({ value }) => everything.includes(value)).map(({ name }) => name);
      expect(leaked).toEqual([]);
    },
  );
});

/** Every value that a connector declares secret, and the middle of it, which a cut would still show. */
function secretsIn(config: unknown): { readonly name: string; readonly value: string }[] {
  const names = new Set(
    connectors.flatMap(({ fields }) => Object.keys(fields).filter((name) => fields[name]?.secret)),
  );
  const found: { name: string; value: string }[] = [];
  const walk = (value: unknown, name: string): void => {
    if (typeof value === 'string' && names.has(name)) {
      found.push(
        { name, value },
        { name, value: value.slice(value.length / 2, value.length / 2 + 24).trim() },
      );
    }
    if (typeof value === 'object' && value !== null) {
      Object.entries(value).forEach(([inner, one]) => walk(one, inner));
    }
  };
  walk(config, '');
  return found.filter(({ value }) => value.length >= 8);
}
