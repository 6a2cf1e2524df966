/** The sandboxes in one process: nothing listens, time stands until it is moved, and the dice fall the same way again. */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Dice, WebReply } from '../../scripts/sandbox';
import { certificate } from '../../scripts/sandbox/x509';
import { ManualClock } from './manual-clock';
import { allPsps, certificateOf, merchantOf } from './merchants';
import { configOf, written } from './v2-merchant';
import { accountOf, headersFor } from './v3-partner-merchant';
import { openWorld, requestOf, type World } from './world';

/** Dice that fall the same way for the same seed. */
function seeded(seed: string): Dice {
  let drawn = 0;
  const next = (): string => createHash('sha256').update(`${seed} ${drawn++}`).digest('hex');
  return {
    hex: (bytes) => {
      let text = '';
      while (text.length < bytes * 2) text += next();
      return text.slice(0, bytes * 2);
    },
  };
}

const open = (seed: string): Promise<World> =>
  openWorld(undefined, new ManualClock(), { dice: seeded(seed), inProcess: true });

/** Everything that ten payments with a refund each say: answers, notices, what is held. Signed with keys of this run. */
async function story(world: World): Promise<string> {
  const said: unknown[] = [];
  for (const sandbox of world.sandboxes.list) {
    const { paySp } = sandbox;
    const merchant = merchantOf(world, paySp);
    said.push(await merchant.order('ORDER0001'));
    await sandbox.event({ event: 'pay', out_trade_no: 'ORDER0001' });
    await world.sandboxes.idle();
    said.push(await merchant.query('ORDER0001'), await merchant.refund('ORDER0001', 'REFUND01'));
    await world.pass(2000);
    said.push(await merchant.query('ORDER0001'), world.view(paySp).payments, world.view(paySp).refunds);
  }
  return JSON.stringify([said, world.inbox], (name, value: unknown) =>
    name === 'Wechatpay-Signature' ? '' : value,
  );
}

let world: World;
beforeAll(async () => (world = await open('one')));

it('none of them has a listener to close', () => {
  expect(world.sandboxes.list.filter((each) => each.close !== undefined)).toEqual([]);
});

it('no file but the dice asks the machine for chance or time', () => {
  const folder = path.join(__dirname, '../../scripts/sandbox');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.ts$/.test(file),
  );
  const machine =
    /\brandom(Bytes|UUID|Int)\b|Math\.random|Date\.now|new Date\(\)|setTimeout|setInterval|timers\//;
  const guilty = files.filter((file) => machine.test(readFileSync(path.join(folder, file), 'utf8')));
  expect(guilty).toEqual(['dice.ts']);
  expect(files.length).toBeGreaterThan(50);
});

it('ten payments and refunds are the same bytes again with the same dice, and others with others', async () => {
  const told = await story(world);
  for (const paySp of allPsps) {
    expect(world.view(paySp).payments).toMatchObject([{ state: 'paid', refunded: 400 }]);
    expect(world.view(paySp).refunds).toMatchObject([{ state: 'succeeded' }]);
  }
  expect(await story(await open('one'))).toBe(told);
  expect(await story(await open('two'))).not.toBe(told);
});

describe('a call that needs the merchant’s certificate', () => {
  beforeEach(() => world.reset());

  const knock = (clientCertificate?: ReturnType<typeof certificateOf>): Promise<WebReply> =>
    world.sandboxes.handle({
      ...requestOf('/sandbox/v2/secapi/pay/refund', {
        method: 'POST',
        body: written(configOf(world.sandboxes, 'v2'), { out_trade_no: 'ORDER0001' }),
      }),
      ...(clientCertificate && { clientCertificate }),
    });

  it('is answered with it, as PEM or as a file with its passphrase, and refused without', async () => {
    expect(await knock(certificateOf(world, 'v2'))).toMatchObject({ status: 200 });
    expect(await knock()).toMatchObject({ status: 400 });
  });

  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const stranger = { cert: certificate({ commonName: '1900000002', key: privateKey, now: 0 }), key };

  it.each<[string, () => ReturnType<typeof certificateOf>]>([
    ['a stranger’s certificate', () => stranger],
    ['its certificate and another key', () => ({ ...certificateOf(world, 'v2'), key })],
    ['another merchant’s file', () => certificateOf(world, 'v2sp')],
    ['no certificate at all', () => ({ cert: '', key: '' })],
  ])('is not let in with %s', async (_what, shown) => {
    await expect(knock(shown())).rejects.toThrow('not the merchant’s');
  });

  it('is not let in with a wrong passphrase', async () => {
    const file = certificateOf(world, 'v2sp');
    const handled = world.sandboxes.handle({
      ...requestOf('/sandbox/v2sp/secapi/pay/refund', { method: 'POST', body: '' }),
      clientCertificate: { ...file, passphrase: 'guessed' },
    });
    await expect(handled).rejects.toThrow('not the merchant’s');
  });
});

it('a slow answer of cloudPay comes when the clock says so', async () => {
  world.reset();
  await world.control('fault', { pay_sp: 'cloudpay', operation: 'query', kind: 'slow' });
  let answer: unknown;
  void world.cloudPay('queryOrder', { out_trade_no: 'ORDER0001' }).then((said) => (answer = said));
  await new Promise(setImmediate);
  expect(answer).toBeUndefined();
  world.clock.advance(3000);
  await new Promise(setImmediate);
  expect(answer).toMatchObject({ err_code: 'ORDERNOTEXIST' });
});

it('a request that was taken is a repetition, and none any more after a reset', async () => {
  world.reset();
  const url = '/sandbox/v3/v3/certificates';
  const headers = headersFor(world, accountOf(world, 'v3'), { method: 'GET', url, body: '' });
  const status = async (): Promise<number> => (await world.call(url, { headers })).status;
  expect([await status(), await status()]).toEqual([200, 401]);
  world.reset();
  expect(await status()).toBe(200);
});
