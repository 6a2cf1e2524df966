// Whose environment the functions are called in: this mini-program's own, or one that another mini-program shares with it.

/** An environment that is shared (WeChat documentation of environment sharing, read 2026-11). */
export interface SharedEnvironment {
  /** The mini-program that shares it. */
  readonly resourceAppid: string;
  readonly resourceEnv: string;
}

type Environment = Pick<WxCloud, 'callFunction'>;
type Opened = Environment & { init(): Promise<unknown> };

let shared: SharedEnvironment | undefined;
let opened: Promise<Environment> | undefined;

/** From now on every call goes to that environment. Call it at the launch, after `wx.cloud.init`. */
export function useSharedEnvironment(environment: SharedEnvironment): void {
  shared = environment;
  opened = undefined;
}

/** Rejects where the shared environment is not reached; the next call tries again. */
export async function environment(): Promise<Environment> {
  if (!shared) return wx.cloud;
  opened ??= open(shared);
  try {
    return await opened;
  } catch (failure) {
    opened = undefined;
    throw failure;
  }
}

async function open(one: SharedEnvironment): Promise<Environment> {
  // The published declarations do not know the class.
  const { Cloud } = wx.cloud as unknown as { Cloud: new (of: SharedEnvironment) => Opened };
  const cloud = new Cloud(one);
  await cloud.init();
  return cloud;
}
