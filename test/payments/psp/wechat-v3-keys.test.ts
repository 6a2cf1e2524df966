/** Which keys of WeChat Pay v3 are downloaded, when, and what is said about pinned ones that have expired. */
import { createPrivateKey } from 'node:crypto';
import { platformCertificate } from '../../../scripts/sandbox/wechat-v3/platform-certificate';
import type { HttpRequest } from '../../../shared/kernel/http';
import { readFields, type Fields } from '../../../shared/kernel/fields';
import { connectorOf } from '../../../scripts/connectors';
import type { ConnectedAccount } from '../../../shared/payments/flows/payment-config';
import { createTrustedKeys } from '../../../shared/payments/flows/notices/trusted-keys';
import { v3 } from '../../fixtures/v3';
import { v3sp } from '../../fixtures/v3sp';
import { merchantKeyPem, platformCertificatePem } from '../../fixtures/vectors';

const YEARS = 365 * 24 * 3600_000;
const NOW = Date.UTC(2026, 10, 21);
const expired = platformCertificate(createPrivateKey(merchantKeyPem), NOW - 6 * YEARS);

function shopOf(paySp: 'v3' | 'v3sp', change: Readonly<Record<string, unknown>>) {
  const connector = connectorOf(paySp);
  if (!connector) throw new Error(`${paySp} is not in the registry`);
  const { config } = paySp === 'v3' ? v3 : v3sp;
  const read = readFields<Fields>(connector.fields, { ...config, ...change });
  if ('problems' in read) throw new Error(read.problems.join('; '));
  const account = { paySp, configId: 'payment', endpoint: 'https://psp', notifyUrl: '', config: read.values };
  const asked: string[] = [];
  const shop = {
    http: {
      send: (request: HttpRequest) => {
        asked.push(request.url);
        return Promise.resolve({ status: 404, headers: {}, body: '{"code":"RESOURCE_NOT_EXISTS"}' });
      },
    },
    clock: { now: () => NOW, sleep: () => new Promise<never>(() => undefined) },
    random: { hex: (bytes: number) => 'a'.repeat(2 * bytes) },
    log: () => undefined,
    exchangeLimitMs: 8000,
    deadline: Infinity,
  };
  const trusted = createTrustedKeys();
  const keys = {
    of: async (one: ConnectedAccount) => (await trusted.of(shop, one)).keys,
    refresh: (one: ConnectedAccount) => trusted.refresh(shop, one),
  };
  const connected: ConnectedAccount = { connector, account };
  return { keys, connected, asked };
}

describe.each(['v3', 'v3sp'] as const)('a shop of %s', (paySp) => {
  const none = { certificates: undefined, public_key: undefined, public_key_id: undefined };

  test('that has only the public key never asks for certificates, not even when a message names an unknown one', async () => {
    const { keys, connected, asked } = shopOf(paySp, { certificates: undefined });
    expect(await keys.of(connected)).toHaveLength(1);
    expect(await keys.refresh(connected)).toBe(false);
    expect(asked).toEqual([]);
  });

  test.each([
    [none, 'https://psp/v3/certificates'],
    [{ ...none, site: 'global', merchant_category_code: '5812' }, 'https://psp/v3/global/certificates'],
  ])('without a public key downloads them where its site has them', async (change, url) => {
    const { keys, connected, asked } = shopOf(paySp, change);
    expect(await keys.of(connected)).toEqual([]);
    expect(asked).toEqual([url]);
  });

  test('whose pinned certificate has expired is told so, by serial and day, before anything is sent', async () => {
    const { keys, connected, asked } = shopOf(paySp, { ...none, certificates: [expired] });
    await expect(keys.of(connected)).rejects.toThrow(
      /^configuration "payment": v3(sp)?: certificates: [0-9A-F]{40} expired on 2025-11-\d\d\. Pin the present one/,
    );
    expect(asked).toEqual([]);
  });

  test('with another key in force beside the expired one goes on', async () => {
    const beside = shopOf(paySp, { ...none, certificates: [expired, platformCertificatePem] });
    expect(await beside.keys.of(beside.connected)).toHaveLength(2);
    const migrating = shopOf(paySp, { certificates: [expired] });
    expect(await migrating.keys.of(migrating.connected)).toHaveLength(2);
  });
});
