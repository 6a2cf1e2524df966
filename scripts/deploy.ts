/**
 * `npm run deploy -- --env ID [--dry-run] [--only functions|database|routes|FUNCTION]`: builds, and brings functions, collections, indexes,
 * permissions and HTTP routes to an environment; what is there already stays as it is. `--dry-run` prints the plan without a
 * network. Exit code 0 when everything stands as planned, 1 when it does not, 2 for a word that it does not know.
 */
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { buildFunctions } from './build/functions';
import { leftByHand } from './deploy/by-hand';
import { cliOnDisk } from './deploy/cli';
import { CloudApiError, cloudApi } from './deploy/cloud-api';
import { planLines, readPlan } from './deploy/plan';
import { Stopped } from './deploy/stopped';
import { deploy } from './deploy/whole';
import { readWish, type Wish } from './deploy/wish';

const root = path.join(__dirname, '..');

async function main(): Promise<void> {
  const wish = readWish(process.argv.slice(2));
  const { env, only, dryRun } = wish;
  if (!dryRun) return run(wish);
  console.log(`Environment ${env} would hold:`);
  for (const line of planLines(readPlan(root, only))) console.log(line);
  console.log('Nothing was sent.');
}

async function run({ env, only }: Wish): Promise<void> {
  const plan = readPlan(root, only);
  const keys = keysFor(env);
  const region = process.env['TENCENTCLOUD_REGION'] ?? 'ap-shanghai';
  if (plan.functions.length > 0) await buildFunctions(root, path.join(root, 'dist', 'cloudfunctions'));
  const cli = cliOnDisk({ ...keys, env, root });
  try {
    const api = cloudApi({ ...keys, region, wait });
    const { changes, host } = await deploy({ api, cli, env, plan, wait, say: console.log });
    console.log('Left to do by hand:');
    for (const line of leftByHand(env, host)) console.log(`- ${line}`);
    console.log(changes === 0 ? 'nothing changed' : `${changes} changed`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`What to do: ${wayOn(error)}.`);
    process.exitCode = 1;
  } finally {
    cli.close();
  }
}

function wayOn(error: unknown): string {
  if (error instanceof Stopped) return error.wayOn;
  if (error instanceof CloudApiError && /AuthFailure|UnauthorizedOperation/.test(error.code))
    return 'check the keys, and that they may use CloudBase (QcloudTCBFullAccess), at https://console.cloud.tencent.com/cam';
  return 'run this again; it goes on where it stopped';
}

function keysFor(env: string): { secretId: string; secretKey: string; token: string | undefined } {
  const {
    TENCENTCLOUD_SECRETID: secretId,
    TENCENTCLOUD_SECRETKEY: secretKey,
    TENCENTCLOUD_SESSIONTOKEN: token,
  } = process.env;
  if (secretId && secretKey) return { secretId, secretKey, token };
  throw new Error(
    `to deploy to environment ${env}, set TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY (console.cloud.tencent.com/cam/capi)`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
