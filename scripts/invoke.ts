/**
 * `npm run invoke -- pay '{"action":"listgoods"}' --openid oXXX`: calls one built function and prints its result.
 * It calls the world that runs already, or starts one for this call. Exit code 0 when `errcode` is 0, else 1.
 */
import { parseArgs } from 'node:util';
import { demoProviders } from './demo/shop';
import { buildWorld, startWorld } from './demo/world';
import { callAt, readCall, runsAt, usage, type Call } from './invoke/call';

const DEFAULT_URL = 'http://127.0.0.1:7070';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      openid: { type: 'string' },
      url: { type: 'string' },
      data: { type: 'string' },
      provider: { type: 'string' },
    },
  });
  const { openid, url, data: dataDir, provider } = values;
  const call = readCall(positionals, openid);
  const needsOwn = dataDir !== undefined || provider !== undefined;
  if (url !== undefined && needsOwn)
    throw new Error(`--url names a world that runs already; its data and provider are its own.\n${usage}`);
  const running = await runningWorld(url, needsOwn);
  const result =
    running === undefined ? await inOwnWorld(call, { dataDir, provider }) : await callAt(running, call);
  console.log(JSON.stringify(result, null, 2));
  process.exitCode = result.errcode === 0 ? 0 : 1;
}

/** The address of the world to call; undefined when one is to be started. */
async function runningWorld(url: string | undefined, needsOwn: boolean): Promise<string | undefined> {
  if (needsOwn) return undefined;
  const wanted = (url ?? DEFAULT_URL).replace(/\/+$/, '');
  if (await runsAt(wanted)) {
    console.error(`calling the world that runs at ${wanted}`);
    return wanted;
  }
  if (url !== undefined)
    throw new Error(`no CrossPay runs at ${url}. Start one with npm start, or leave --url out`);
  return undefined;
}

interface OwnWorld {
  readonly dataDir: string | undefined;
  readonly provider: string | undefined;
}

async function inOwnWorld(call: Call, { dataDir, provider }: OwnWorld): Promise<Record<string, unknown>> {
  await buildWorld();
  const world = await startWorld({
    port: 0,
    provider: provider ?? demoProviders[0] ?? '',
    timers: false,
    ...(dataDir === undefined ? {} : { dataDir }),
  });
  const shop = dataDir === undefined ? 'which is forgotten afterwards' : `with the data in ${dataDir}`;
  console.error(`calling a world started for this call at ${world.url}, ${shop}`);
  try {
    return await callAt(world.url, call);
  } finally {
    await world.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
