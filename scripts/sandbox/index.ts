/** The PSP sandboxes: makes them all, and says where they answer. A further PSP is one folder and one line here. */
import type { SandboxKit } from './acquirer';
import { cloudpaySandbox } from './cloudpay';
import { latipaySandbox } from './latipay';
import { mountsOf } from './mounts';
import type { Sandbox, Sandboxes, SandboxDeps } from './sandbox';
import { StateFile } from './state-file';
import { supaySandbox } from './supay';
import { twoPayNowSandbox } from './twopaynow';
import { vrSandbox } from './vr';
import { wechatV2PartnerSandbox, wechatV2Sandbox } from './wechat-v2';
import { wechatV3PartnerSandbox, wechatV3Sandbox } from './wechat-v3';
import { yabandSandbox } from './yaband';

export { loopbackPost, loopbackPoster } from './loopback-post';
export type * from './sandbox';
export { demoAppid } from './sandbox';

const makers: Readonly<Record<string, (kit: SandboxKit) => Promise<Sandbox>>> = {
  yaband: yabandSandbox,
  '2paynow': twoPayNowSandbox,
  supay: supaySandbox,
  vr: vrSandbox,
  cloudpay: cloudpaySandbox,
  v2: wechatV2Sandbox,
  v2sp: wechatV2PartnerSandbox,
  v3: wechatV3Sandbox,
  v3sp: wechatV3PartnerSandbox,
  latipay: latipaySandbox,
};

/** Makes every sandbox, with the state that `dataDir` holds. */
export async function createSandboxes(deps: SandboxDeps): Promise<Sandboxes> {
  const log = (line: string): void => deps.log?.(line);
  const list = await Promise.all(
    Object.entries(makers).map(async ([paySp, make]) => {
      const file = await StateFile.open(deps.dataDir, paySp, log);
      return make({
        paySp,
        clock: deps.clock,
        origin: () => deps.origin(),
        post: (...notice) => deps.post(...notice),
        file,
        ...(deps.platform ? { platform: deps.platform } : {}),
        ...(deps.caFile === undefined ? {} : { caFile: deps.caFile }),
      });
    }),
  );
  return {
    mounts: mountsOf(list),
    list,
    reset: () => {
      for (const each of list) each.reset();
    },
    stored: async () => {
      await Promise.all(list.map((each) => each.stored()));
    },
    close: async () => {
      await Promise.all(list.map(async (each) => each.close?.()));
      await Promise.all(list.map((each) => each.stored()));
    },
    idle: async () => {
      await Promise.all(list.map((each) => each.idle()));
    },
    demoConfig: (paySp) => {
      const sandbox = list.find((each) => each.paySp === paySp);
      if (!sandbox)
        throw new Error(`there is no sandbox "${paySp}"; known: ${Object.keys(makers).join(', ')}`);
      return sandbox.demoConfig();
    },
  };
}
