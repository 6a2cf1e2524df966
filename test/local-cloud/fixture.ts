// A local cloud for tests: functions written to a temporary folder, everything on a free port.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Agent, fetch } from 'undici';
import { startLocalCloud, type LocalCloud, type LocalCloudOptions } from '../../scripts/local-cloud/index';

const nodeModules = path.resolve(__dirname, '../../node_modules');

/** A folder that is removed with `remove()`. */
export function temporaryFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-cloud-'));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes functions as the build would: `source` is index.js, `config` is config.json. */
export function writeFunction(root: string, name: string, source: string, config: object = {}): void {
  mkdirSync(path.join(root, name), { recursive: true });
  writeFileSync(path.join(root, name, 'index.js'), source);
  writeFileSync(path.join(root, name, 'config.json'), JSON.stringify(config));
}

/** What cloudbaserc.json says about a function; `timeout` is in seconds. */
interface Declared {
  readonly handler?: string;
  readonly runtime?: string;
  readonly triggers?: readonly object[];
  readonly type?: string;
  readonly dir?: string;
  readonly timeout?: number;
  readonly memorySize?: number;
  readonly envVariables?: Readonly<Record<string, string>>;
}

/** A function's source, or more about it. */
type FixtureFunction = string | (Declared & { readonly source: string; readonly config?: object });

export interface StartedCloud {
  readonly cloud: LocalCloud;
  /** The functions' folder. */
  readonly root: string;
  readonly stop: () => Promise<void>;
}

/** Starts a cloud over these functions; `stop` ends it and removes its folder. */
export async function startCloud(
  functions: Readonly<Record<string, FixtureFunction>> = {},
  options: Partial<LocalCloudOptions> = {},
): Promise<StartedCloud> {
  const { folder, remove } = temporaryFolder();
  const root = path.join(folder, 'functions');
  mkdirSync(root);
  const declared = Object.entries(functions).map(([name, given]) => {
    const { source, config, ...settings } = typeof given === 'string' ? { source: given } : given;
    writeFunction(root, name, source, config);
    return { name, timeout: 20, ...settings };
  });
  const cloudbaserc = path.join(folder, 'cloudbaserc.json');
  writeFileSync(cloudbaserc, JSON.stringify({ functions: declared }));
  const cloud = await startLocalCloud({
    port: 0,
    functionsRoot: root,
    cloudbaserc,
    functionEnv: { NODE_PATH: nodeModules },
    httpRoutes: [],
    timers: false,
    ...options,
  }).catch((error: unknown) => {
    remove();
    throw error;
  });
  const stop = async (): Promise<void> => {
    await cloud.close();
    remove();
  };
  return { cloud, root, stop };
}

/** Of a thousand connections that are opened at once, the last waits long on a busy machine. */
const patient = new Agent({ connect: { timeout: 150_000 } });

/** POSTs JSON and answers the status and the parsed body. */
export async function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url, {
    dispatcher: patient,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** What a promise was rejected with; fails the test when it was not. */
export async function rejection(
  promise: Promise<unknown>,
): Promise<{ errCode?: number; code?: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    const { errCode, code, errMsg, message } = error as Record<string, unknown>;
    return {
      ...(typeof errCode === 'number' ? { errCode } : {}),
      ...(typeof code === 'string' ? { code } : {}),
      message: String(errMsg ?? message),
    };
  }
  throw new Error('the promise was expected to be rejected');
}
