/** A shop that sells through the sandbox of WeChat Pay APIv3 on a local cloud; what the PSP would post is kept instead. */
import { seedShop } from '../demo/shop';
import { root } from '../demo/world';
import { startLocalCloud, type LocalCloud } from '../local-cloud';
import { createSandboxes, type Sandboxes } from '../sandbox';

/** A notice as it was to be posted; header names in lower case. */
export interface KeptNotice {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ShopScene {
  readonly cloud: LocalCloud;
  /** What the PSP sent, oldest first. */
  readonly notices: readonly KeptNotice[];
  /** The buyer pays; settled when the notice is there. */
  readonly payerPays: (outTradeNo: string) => Promise<void>;
  close(): Promise<void>;
}

export async function openShopScene(): Promise<ShopScene> {
  const notices: KeptNotice[] = [];
  const made: { sandboxes?: Sandboxes } = {};
  const cloud = await startLocalCloud({
    port: 0,
    functionsRoot: `${root}/dist/cloudfunctions`,
    httpRoutes: [],
    timers: false,
    mounts: async (running) => {
      made.sandboxes = await sandboxesOf(running, notices);
      return made.sandboxes.mounts;
    },
    seed: async (database, running) => {
      const { sandboxes } = made;
      if (sandboxes) await seedShop(database, { provider: 'v3', url: running.url, sandboxes });
    },
  });
  const payerPays = async (outTradeNo: string): Promise<void> => {
    const sandbox = made.sandboxes?.list.find((one) => one.paySp === 'v3');
    await sandbox?.event({ event: 'pay', out_trade_no: outTradeNo });
    await sandbox?.idle();
  };
  return { cloud, notices, payerPays, close: () => cloud.close() };
}

const sandboxesOf = (cloud: LocalCloud, notices: KeptNotice[]): Promise<Sandboxes> =>
  createSandboxes({
    clock: cloud.clock,
    origin: () => cloud.url,
    post: async (_url, headers, body) => {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
      notices.push({ headers: Object.fromEntries(lower), body });
      return { status: 200, body: '' };
    },
  });
