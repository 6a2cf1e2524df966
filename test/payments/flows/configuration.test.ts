/** The configuration: every mistake named at once, no secret in any message, the right block for every PSP. */
import { connectors } from '../../../scripts/connectors';
import { readConfig } from '../../../shared/payments/flows/payment-config';
import { PayError } from '../../../shared/kernel/errors';
import { createOrder } from '../../../shared/payments/flows/create-order';
import { merchantKeyPem, merchantPublicKeyPem } from '../../fixtures/vectors';
import { v3 } from '../../fixtures/v3';
import { yaband } from '../../fixtures/yaband';
import { codeOf, openWorld, ordered, payer, started, take } from './world';

/** The message of the PayError that `work` throws. */
function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof PayError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

const flat = {
  pay_sp: 'yaband',
  notify_url: 'https://shop.example/notify',
  currency: 'EUR',
  ...yaband.config,
};
const read = (document: Readonly<Record<string, unknown>>): ReturnType<typeof readConfig> =>
  readConfig('payment', document, connectors);

describe('a configuration document', () => {
  test('in the flat form of the well-known recipe works', () => {
    const { account } = read({ ...flat, refund_currency: 'EUR' }).account('yaband');
    expect(account).toMatchObject({
      paySp: 'yaband',
      configId: 'payment',
      endpoint: 'https://mapi.yabandpay.com/Payments',
      notifyUrl: 'https://shop.example/notify/yaband',
    });
  });

  test('with nothing filled in names everything that is missing in one message', () => {
    expect(complaint(() => read({ pay_sp: 'v3' }).account('v3'))).toBe(
      'CONFIG_INVALID: configuration "payment": v3: mchid is missing; v3: serial_no is missing; ' +
        'v3: private_key is missing; v3: apiv3_key is missing; v3: notify_url is missing. npm run doctor says why and what to do; see docs/configuration.md',
    );
  });

  test('with several wrong values names them all, and shows no secret', () => {
    const message = complaint(() =>
      read({
        ...flat,
        pay_sp: 'v3',
        mchid: 'abc',
        serial_no: 'XYZ',
        private_key: merchantKeyPem.slice(0, 600),
        apiv3_key: 'SECRET-TOO-SHORT',
        public_key_id: 'PUB_1',
        certificates: ['nonsense'],
        site: 'mars',
        notify_url: 'http://shop.example/notify?x=1',
        endpoint: 'ftp://x',
        currency: 'EURO',
      }).account('v3'),
    );
    for (const name of [
      'mchid',
      'serial_no',
      'private_key',
      'apiv3_key',
      'public_key_id',
      'certificates',
      'site',
    ]) {
      expect(message).toContain(`v3: ${name} `);
    }
    for (const name of ['notify_url', 'endpoint', 'currency']) expect(message).toContain(`v3: ${name} `);
    expect(message).toContain('must be exactly 32 bytes long, it has 16');
    expect(message).toContain('-----END');
    expect(message).not.toContain('SECRET-TOO-SHORT');
    expect(message).not.toContain(merchantKeyPem.slice(100, 140));
  });

  test('with a key but not its id, next to good fields, says that they belong together', () => {
    const document = { ...flat, pay_sp: 'v3', ...v3.config, public_key_id: undefined };
    expect(complaint(() => read(document).account('v3'))).toContain('belong together');
  });

  test('that is not there says what to put where, with the fields of every PSP', async () => {
    const world = openWorld();
    world.store.configTable.clear();
    const wish = { items: [{ goodsId: 'waffles', quantity: 1 }] };
    expect(await codeOf(createOrder(world.shop, payer, wish))).toBe('CONFIG_MISSING');
    const error: unknown = await createOrder(world.shop, payer, wish).catch((caught: unknown) => caught);
    expect(String(error)).toContain('yaband (mchid, key)');
    expect(String(error)).toContain('v3 (mchid, serial_no, private_key, apiv3_key)');
  });

  test.each([undefined, '', 'nosuch', 7, '__proto__'])(
    'with pay_sp %j names the PSPs that there are',
    (paySp) => {
      expect(complaint(() => read({ ...flat, pay_sp: paySp }).defaultSp())).toContain(
        'pay_sp must be one of: yaband',
      );
    },
  );

  test.each([
    ['https://shop.example/notify', 'https://shop.example/notify/yaband'],
    ['https://shop.example/notify/', 'https://shop.example/notify/yaband'],
    ['https://shop.example/notify/yaband', 'https://shop.example/notify/yaband'],
    ['https://shop.example/notify/v3', 'https://shop.example/notify/yaband'],
    ['http://127.0.0.1:7070/notify', 'http://127.0.0.1:7070/notify/yaband'],
  ])('with notify_url %s is reached at %s', (given, completed) => {
    expect(read({ ...flat, notify_url: given }).account('yaband').account.notifyUrl).toBe(completed);
  });

  test.each([
    'http://shop.example/notify',
    'shop.example',
    'https://shop.example/notify?a=1',
    'https://shop.example/notify#a',
    'https://shop.example:8443/notify',
    'https://user:word@shop.example/notify',
    'javascript:alert(1)',
    7,
    null,
  ])('with notify_url %j is refused', (given) => {
    expect(complaint(() => read({ ...flat, notify_url: given }).account('yaband'))).toContain(
      'yaband: notify_url ',
    );
  });

  test('of a calling app completes the address that the PSP calls with its own name', () => {
    const config = readConfig('payment_wx1', flat, connectors);
    expect(config.account('yaband').account.notifyUrl).toBe('https://shop.example/notify/yaband/payment_wx1');
  });

  test('routes methods to several PSPs, each with its own block and the common fields', () => {
    const config = read({
      pay_sp: 'v3',
      notify_url: 'https://shop.example/notify',
      providers: { v3: v3.config, yaband: { ...yaband.config, currency: 'EUR' } },
      routes: { paypal: 'yaband', wechat: ['v3', 'yaband'] },
    });
    expect(config.payMethods()).toEqual(['wechat', 'paypal']);
    expect(config.route('paypal')).toEqual(['yaband']);
    expect(config.route('wechat')).toEqual(['v3', 'yaband']);
    expect(config.route('alipay')).toEqual([]);
    expect(config.route('constructor')).toEqual([]);
    expect(config.account('yaband').account.notifyUrl).toBe('https://shop.example/notify/yaband');
    expect(config.account('v3').connector.paySp).toBe('v3');
  });

  test.each([{ alipay: 'v3' }, { bitcoin: 'yaband' }, { wechat: ['v3', 'nobody'] }, { wechat: 7 }])(
    'is refused with a route to a PSP that does not have the method (%j)',
    (routes) => {
      const config = read({ pay_sp: 'v3', notify_url: 'https://shop.example/notify', routes });
      expect(complaint(() => config.payMethods())).toMatch(
        /routes\.\w+: ".*" is no PSP with that pay method/,
      );
    },
  );

  test('has no account for a PSP that it does not mention, and takes no fields from the default one', () => {
    expect(complaint(() => read(flat).account('v3'))).toContain('v3 is not configured');
    const document = { ...flat, providers: { v3: { private_key: merchantKeyPem } } };
    expect(complaint(() => read(document).account('v3'))).toContain('v3: mchid is missing');
  });

  test('reads a public key given with \\n written out', () => {
    const document = { pay_sp: 'v3', notify_url: 'https://shop.example/notify', ...v3.config };
    const pasted = { ...document, public_key: merchantPublicKeyPem.replaceAll('\n', '\\n') };
    expect(() => read(pasted).account('v3')).not.toThrow();
  });
});

describe('a running shop', () => {
  test('reads its configuration once a minute and follows a change', async () => {
    const world = openWorld();
    await ordered(world);
    await ordered(world);
    expect(world.store.calls.filter((call) => call === 'configDocument')).toHaveLength(1);
    world.store.configTable.set('payment', { ...world.store.configTable.get('payment'), currency: 'CHF' });
    world.advance(60_001);
    expect((await ordered(world)).total).toEqual({ value: 95, currency: 'CHF' });
  });

  test('takes the document of the calling app where there is one, and the common one where not', async () => {
    const world = openWorld();
    const own = { ...world.store.configTable.get('payment'), currency: 'CHF' };
    world.store.configTable.set('payment_wxshop2', own);
    const wish = { items: [{ goodsId: 'waffles', quantity: 1 }] };
    const second = await createOrder(world.shop, { ...payer, fromAppid: 'wxshop2' }, wish);
    expect(second).toMatchObject({ configId: 'payment_wxshop2', total: { currency: 'CHF' } });
    const third = await createOrder(world.shop, { ...payer, fromAppid: 'wxshop3' }, wish);
    expect(third).toMatchObject({ configId: 'payment', total: { currency: 'EUR' } });
  });

  test('does not grow its memory with every configuration id that a stranger writes into a path', async () => {
    const world = openWorld();
    const order = await ordered(world);
    await started(world, order);
    const notice = world.psp.paymentNotice(order.outTradeNo);
    const reads = async (): Promise<number> => {
      world.store.resetCounts();
      for (let n = 0; n < 200; n += 1) await take(world, { ...notice, configId: `payment_x${n}` });
      return world.store.calls.length;
    };
    await reads();
    // Whatever was remembered for 200 strangers' ids would make the second turn free of reads.
    expect(await reads()).toBeGreaterThan(100);
  });

  test('shows no secret in any log line, error or stored document of a whole sale', async () => {
    for (const paySp of ['yaband', 'v3'] as const) {
      const world = openWorld(paySp);
      const order = await ordered(world);
      world.network = () => world.psp.refusal('RULE_LIMIT');
      const refused: unknown = await started(world, order).catch((error: unknown) => error);
      const seen = [
        ...world.logged,
        String(refused),
        JSON.stringify([...world.store.orderTable.values()]),
        JSON.stringify(world.store.archive),
      ].join('\n');
      for (const secret of [...yaband.secrets, ...v3.secrets]) expect(seen).not.toContain(secret);
    }
  });
});
