/** The PSP sandboxes: makes them all, and says where they answer. A further PSP is one folder and one line here. */
import type { SandboxKit } from './acquirer';
import { pockytSandbox } from './pockyt';
import { airwallexSandbox } from './airwallex';
import { nihaopaySandbox } from './nihaopay';
import { royalpaySandbox } from './royalpay';
import { cloudpaySandbox } from './cloudpay';
import { machineDice } from './dice';
import { latipaySandbox } from './latipay';
import { mountsOf, route } from './mounts';
import { qfpaySandbox } from './qfpay';
import { recorded } from './recorded';
import type { Sandbox, Sandboxes, SandboxDeps } from './sandbox';
import { StateFile } from './state-file';
import { snappaySandbox } from './snappay';
import { supaySandbox } from './supay';
import { twoPayNowSandbox } from './twopaynow';
import { vrSandbox } from './vr';
import { wechatV2PartnerSandbox, wechatV2Sandbox } from './wechat-v2';
import { wechatV3PartnerSandbox, wechatV3Sandbox } from './wechat-v3';
import { yabandSandbox } from './yaband';

export type { WebReply } from '../local-cloud/web';
export type { Dice } from './dice';
export { loopbackPost, loopbackPoster } from './loopback-post';
export type { SandboxEvent } from './event';
export type * from './sandbox';
export { demoAppid } from './sandbox';
export { WireLog } from './wire-log';

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
  qfpay: qfpaySandbox,
  nihaopay: nihaopaySandbox,
  snappay: snappaySandbox,
  royalpay: royalpaySandbox,
  pockyt: pockytSandbox,
  airwallex: airwallexSandbox,
};

/** Makes every sandbox, with the state that `dataDir` holds; all of them or none. */
export async function createSandboxes(deps: SandboxDeps): Promise<Sandboxes> {
  const begun = await Promise.all(
    Object.entries(makers).map(async ([paySp, make]) => ({ make, kit: await kitFor(paySp, deps) })),
  );
  // Begun in the order of the list, so that the dice fall in one order, too.
  const made = await Promise.allSettled(
    begun.map(({ make, kit }) => (deps.wire ? recorded(make, deps.wire) : make)(kit)),
  );
  const list = made.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = made.find((each) => each.status === 'rejected');
  if (failed) {
    await closed(list);
    throw failed.reason;
  }
  return sandboxesOf(list);
}

async function kitFor(paySp: string, deps: SandboxDeps): Promise<SandboxKit> {
  return {
    paySp,
    clock: deps.clock,
    dice: deps.dice ?? machineDice,
    origin: () => deps.origin(),
    post: (...notice) => deps.post(...notice),
    file: await StateFile.open(deps.dataDir, paySp, (line) => deps.log?.(line)),
    inProcess: deps.inProcess ?? false,
    ...(deps.newKey ? { newKey: deps.newKey } : {}),
    ...(deps.platform ? { platform: deps.platform } : {}),
    ...(deps.caFile === undefined ? {} : { caFile: deps.caFile }),
  };
}

async function closed(list: readonly Sandbox[]): Promise<void> {
  await Promise.all(list.map(async (each) => each.close?.()));
  await Promise.all(list.map((each) => each.stored()));
}

function sandboxesOf(list: readonly Sandbox[]): Sandboxes {
  return {
    mounts: mountsOf(list),
    handle: (request) => route(list, request),
    list,
    reset: () => {
      for (const each of list) each.reset();
    },
    stored: async () => {
      await Promise.all(list.map((each) => each.stored()));
    },
    close: () => closed(list),
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
