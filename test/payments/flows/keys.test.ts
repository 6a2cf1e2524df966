/** Downloaded platform certificates: fetched before they are needed, refreshed in time, and never hammered for. */
import { HttpFailure, type HttpReply } from '../../../shared/kernel/http';
import { createCipheriv } from 'node:crypto';
import { certificateVector, noticeVectors, platformCertificatePem } from '../../fixtures/vectors';
import { vectorNotice } from '../../fixtures/v3';
import { signedReply } from '../../fixtures/v3/platform';
import { anAttempt, anOrder } from '../order/an-order';
import { openWorld, stored, take, type World } from './world';

/** A shop without a public key, at the moment of the published notices, with the order that N-1 pays. */
function certificateWorld(): World {
  const world = openWorld('v3');
  const { public_key, public_key_id, certificates, ...document } =
    world.store.configTable.get('payment') ?? {};
  expect([public_key, public_key_id, certificates]).not.toContain(undefined);
  world.store.configTable.set('payment', document);
  world.advance(Number(noticeVectors.timestamp) * 1000 - world.shop.clock.now());
  const no = 'ORD20240801-0001';
  const appid = 'wxd678efh567hg6787';
  world.store.orderTable.set(
    no,
    anOrder({
      outTradeNo: no,
      appid,
      total: { value: 1000, currency: 'CNY' },
      attempts: [anAttempt({ no, appid, paySp: 'v3' })],
    }),
  );
  return world;
}

function sealed(pem: string): object {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(certificateVector.apiv3_key), 'nonce0123456');
  cipher.setAAD(Buffer.from('certificate'));
  const ciphertext = Buffer.concat([cipher.update(pem, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    encrypt_certificate: {
      nonce: 'nonce0123456',
      associated_data: 'certificate',
      ciphertext: ciphertext.toString('base64'),
    },
  };
}

/** The list with the platform certificate. No test may hold its private key, so the answer is vouched for by another. */
const listReply = (world: World): HttpReply =>
  signedReply(
    200,
    JSON.stringify({ data: [sealed(platformCertificatePem)] }),
    Math.floor(world.shop.clock.now() / 1000),
  );

const knock = { ...vectorNotice('N-1'), paySp: 'v3', configId: 'payment' };
const downloads = (world: World): number => world.asked.filter((asked) => asked === 'keys').length;

describe('a shop with downloaded certificates', () => {
  test('believes no list that neither a known nor a contained certificate has signed', async () => {
    const world = certificateWorld();
    world.network = () => listReply(world);
    expect((await take(world, knock)).status).toBe(401);
    expect(stored(world, 'ORD20240801-0001').state).toBe('pending');
  });

  test('asks for a list once when twenty notices wake a cold function', async () => {
    const world = certificateWorld();
    world.network = () => ({ status: 500, headers: {}, body: '' });
    await Promise.all(Array.from({ length: 20 }, () => take(world, knock)));
    expect(downloads(world)).toBe(1);
  });

  test('asks for a list at most once a minute, however many unknown serials come', async () => {
    const world = certificateWorld();
    await world.shop.configs.get('payment');
    world.network = () => ({ status: 500, headers: {}, body: '' });
    await Promise.all(Array.from({ length: 20 }, () => take(world, knock)));
    expect(downloads(world)).toBe(1);
    world.advance(61_000);
    await take(world, knock);
    expect(downloads(world)).toBe(2);
  });

  test('goes on when the download fails, and refuses what it cannot verify', async () => {
    const world = certificateWorld();
    world.network = () => {
      throw new HttpFailure('cut_off', 'socket hang up');
    };
    expect((await take(world, knock)).status).toBe(401);
  });

  test('never sends a payment whose answer it could not verify', async () => {
    const world = certificateWorld();
    world.network = (asked, pass) => (asked === 'keys' ? { status: 500, headers: {}, body: '' } : pass());
    const { started } = await import('./world');
    const order = {
      ...stored(world, 'ORD20240801-0001'),
      openid: 'o-payer',
      attempts: [],
      state: 'created' as const,
    };
    world.store.orderTable.set(order.outTradeNo, order);
    await started(world, order).catch(() => undefined);
    expect(world.asked).not.toContain('pay');
  });
});

test('a shop with a public key alone never asks for certificates', async () => {
  const world = openWorld('v3');
  const { certificates, ...document } = world.store.configTable.get('payment') ?? {};
  expect(certificates).toBeDefined();
  world.store.configTable.set('payment', document);
  world.advance(Number(noticeVectors.timestamp) * 1000 - world.shop.clock.now());
  expect((await take(world, knock)).status).toBe(401);
  expect(downloads(world)).toBe(0);
});
