/**
 * The whole of CrossPay on one loopback port: local cloud with the built functions, PSP sandboxes, phone preview,
 * console and a seeded demo shop. `npm start`, the end-to-end tests and the benchmark all run this.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFresh, stampBuild } from '../build/freshness';
import { buildFunctions } from '../build/functions';
import { packMiniProgram } from '../build/mini-program';
import { buildConsole } from '../console/build';
import { consoleMounts } from '../console/mount';
import { startLocalCloud, type LocalCloud, type RunningFunctions } from '../local-cloud';
import type { Mount } from '../local-cloud/web';
import { buildPreview } from '../preview/build';
import type { Problem } from '../preview/build-problem';
import { LivePreview } from '../preview/live';
import { previewMounts } from '../preview/mount';
import {
  createSandboxes,
  demoAppid,
  loopbackPoster,
  WireLog,
  type SandboxDeps,
  type Sandboxes,
} from '../sandbox';
import { openWeixin, type Weixin } from '../sandbox/weixin';
import { demoProviders, openShop, OPERATOR_OPENID, seedShop } from './shop';

export const root = path.join(__dirname, '..', '..');
const dist = path.join(root, 'dist');

/** The functions that are reached over HTTP. */
const httpRoutes = [
  { path: '/notify', function: 'notify' },
  { path: '/login', function: 'login' },
];

export interface WorldOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly provider: string;
  readonly dataDir?: string;
  readonly running?: RunningFunctions;
  /** Whether timer triggers fire by the clock; tests fire them themselves. */
  readonly timers?: boolean;
  /** Has the phone follow its sources; what buildWorld found wrong with them. */
  readonly follow?: readonly Problem[];
  /** How long functions wait for a PSP, milliseconds. */
  readonly pspTimeoutMs?: number;
  /** How long the PSPs wait for the answer to a notice, milliseconds. */
  readonly noticeTimeoutMs?: number;
  readonly log?: (line: string) => void;
  /** Makes RSA keys; the machine where missing. */
  readonly newKey?: SandboxDeps['newKey'];
}

export interface World {
  readonly url: string;
  readonly cloud: LocalCloud;
  readonly sandboxes: Sandboxes;
  /** WeChat's own servers. */
  readonly weixin: Weixin;
  /** What went over the wire between shop and sandboxes. */
  readonly wire: WireLog;
  /** Has the functions load what their first call would, so that the first customer does not wait. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Builds everything that runs: functions, phone and console. Does nothing when nothing changed since. Answers what is wrong with the
 * mini-program, which runs without that.
 */
export async function buildWorld(): Promise<readonly Problem[]> {
  const stamp = path.join(dist, 'built.txt');
  if (isFresh(root, stamp)) return [];
  packMiniProgram(root);
  const [{ problems }] = await Promise.all([
    buildPreview({ root, outDir: path.join(dist, 'preview') }),
    buildFunctions(root, path.join(dist, 'cloudfunctions')),
    buildConsole({ outDir: path.join(dist, 'console') }),
  ]);
  // What is wrong is told again at the next start.
  if (problems.length === 0) stampBuild(stamp);
  return problems;
}

/** Starts what `buildWorld` built. The promise is fulfilled when a customer could buy. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { provider, dataDir, newKey, noticeTimeoutMs = 5000, log = () => undefined } = options;
  const theirs = { dataDir, newKey, noticeTimeoutMs };
  mustBeDemo(provider);
  const live = options.follow && followSources(options.follow, log);
  const files = dataDir ?? mkdtempSync(path.join(tmpdir(), 'crosspay-'));
  const caFile = path.join(files, 'sandbox-ca.pem');
  const wire = new WireLog();
  const made: { others?: Others } = {};
  const others = (): Others => {
    if (!made.others) throw new Error('the sandboxes are made with the mounts');
    return made.others;
  };
  const cloud = await startLocalCloud({
    port: options.port,
    functionsRoot: path.join(dist, 'cloudfunctions'),
    cloudbaserc: path.join(root, 'cloudbaserc.json'),
    functionEnv: functionEnv(caFile, options.pspTimeoutMs),
    ...{ httpRoutes, timers: options.timers ?? true },
    // The database as it is deployed: for functions only.
    ...{ log, otherPermission: 'ADMINONLY' as const },
    ...options.running,
    ...(dataDir === undefined ? {} : { dataDir }),
    mounts: async (running) => {
      made.others = await openOthers(running, { ...theirs, caFile, log, wire });
      const { sandboxes, weixin } = made.others;
      return [
        ...sandboxes.mounts,
        ...weixin.mounts,
        ...pages({ cloud: running, sandboxes, wire, paySp: provider, live }),
      ];
    },
    seed: (database, running) => seedShop(database, { provider, url: running.url, ...others() }),
    onReset: () => resetAll(others()),
  });
  const { sandboxes, weixin } = others();
  await openShop(cloud.database, { provider, url: cloud.url, sandboxes, weixin });
  return {
    url: cloud.url,
    cloud,
    sandboxes,
    weixin,
    wire,
    warmUp: () => warmUp(cloud),
    async close() {
      live?.close();
      await ended(cloud, others());
      if (dataDir === undefined) rmSync(files, { recursive: true, force: true });
    },
  };
}

function mustBeDemo(provider: string): void {
  if (!demoProviders.includes(provider))
    throw new Error(`There is no demo shop for "${provider}". Choose one of: ${demoProviders.join(', ')}`);
}

const functionEnv = (caFile: string, pspTimeoutMs = 3000) => ({
  CONFIG_MAX_AGE_MS: '500',
  HTTP_TIMEOUT_MS: String(pspTimeoutMs),
  NODE_EXTRA_CA_CERTS: caFile,
});

function followSources(problems: readonly Problem[], log: (line: string) => void): LivePreview {
  const live = new LivePreview({
    root,
    outDir: path.join(dist, 'preview'),
    log,
    before: () => packMiniProgram(root),
  });
  live.watchAfter(problems);
  return live;
}

/** Nothing is under way any more, and what changed is on disk. */
async function ended(cloud: LocalCloud, { sandboxes, weixin }: Others): Promise<void> {
  await Promise.all([sandboxes.idle(), weixin.idle()]);
  await cloud.close();
  await Promise.all([sandboxes.close(), weixin.stored()]);
}

async function warmUp({ functions }: LocalCloud): Promise<void> {
  const timer = { Type: 'Timer', TriggerName: 'warm-up' };
  await Promise.all([
    functions.invoke('pay', { action: 'listgoods' }, { source: 'wx_client' }),
    functions.invoke('notify', timer, { source: 'wx_trigger' }),
  ]);
}

interface SandboxOptions {
  readonly caFile: string;
  readonly dataDir: string | undefined;
  readonly log: (line: string) => void;
  readonly noticeTimeoutMs: number;
  readonly wire: WireLog;
  readonly newKey: SandboxDeps['newKey'];
}

/** Everybody beside the shop and its cloud: the PSPs, and WeChat. */
type Others = Pick<World, 'sandboxes' | 'weixin'>;

function resetAll({ sandboxes, weixin }: Others): void {
  sandboxes.reset();
  weixin.reset();
}

async function openOthers(
  cloud: LocalCloud,
  { caFile, dataDir, log, noticeTimeoutMs, wire, newKey }: SandboxOptions,
): Promise<Others> {
  const common = {
    clock: cloud.clock,
    origin: () => cloud.url,
    post: loopbackPoster(noticeTimeoutMs),
    log,
    ...(dataDir === undefined ? {} : { dataDir }),
  };
  const sandboxes = await createSandboxes({
    ...common,
    platform: {
      onCloudPay: (api, answer) => void cloud.wx.pay.set(api, answer),
      callFunction: async (name, event) =>
        (await cloud.functions.invoke(name, event, { source: 'wx_paycallback' })).result,
    },
    caFile,
    wire,
    ...(newKey && { newKey }),
  });
  const payments = () => sandboxes.list.flatMap((each) => each.wechatPayments());
  const weixin = await openWeixin({
    ...common,
    payments,
    onOpenApi: (name, answer) => void cloud.wx.openApi.set(name, answer),
  });
  return { sandboxes, weixin };
}

interface Pages {
  readonly cloud: LocalCloud;
  readonly sandboxes: Sandboxes;
  readonly wire: WireLog;
  readonly paySp: string;
  readonly live: LivePreview | undefined;
}

/** What people look at: the phone and the console. */
function pages({ cloud, sandboxes, wire, paySp, live }: Pages): readonly Mount[] {
  const console = consoleMounts({
    outDir: path.join(dist, 'console'),
    ...{ operatorOpenid: OPERATOR_OPENID, appid: demoAppid, paySp, cloud, sandboxes, wire },
  });
  return [...previewMounts(path.join(dist, 'preview'), live ? { live } : {}), ...console];
}
