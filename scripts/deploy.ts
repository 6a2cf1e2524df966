/**
 * `npm run deploy -- --env ID [--env ID …] [--dry-run] [--rollback] [--only functions|database|routes|FUNCTION] [--node PATH]`: builds, and brings
 * functions, collections, indexes, permissions and HTTP routes to each environment; what is there already stays as it is. `--dry-run`
 * prints the plan without a network. `--rollback` takes functions back to the code that the last deployment from here replaced.
 * Exit code 0 when everything stands as planned, 1 when it does not, 2 for a word that it does not know.
 */
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCodeCaches } from './build/code-cache/code-cache';
import { buildFunctions } from './build/functions';
import { leftByHand } from './deploy/by-hand';
import { cliOnDisk } from './deploy/cli';
import { CloudApiError, cloudApi } from './deploy/cloud-api';
import { keptIn, type Kept } from './deploy/kept';
import { planLines, readPlan, type Plan } from './deploy/plan';
import { keptOf, rollBack } from './deploy/rollback';
import { eachOf, reportLines } from './deploy/several';
import { Stopped } from './deploy/stopped';
import { deploy } from './deploy/whole';
import { readWish, type Wish } from './deploy/wish';
import { goByProxy } from './environment/proxy';

const root = path.join(__dirname, '..');

async function main(): Promise<void> {
  const wish = readWish(process.argv.slice(2));
  const plan = readPlan(root, wish.only);
  if (wish.dryRun) {
    show(wish, plan);
    return;
  }
  const keys = keysFor(wish.envs);
  await goByProxy();
  if (plan.functions.length > 0 && !wish.rollback) await build(wish);
  const outcomes = await eachOf(wish.envs, (env) => run(env, wish, plan, keys));
  if (outcomes.some(({ isDone }) => !isDone)) process.exitCode = 1;
  if (outcomes.length > 1) for (const line of reportLines(outcomes)) console.log(line);
}

async function build({ node }: Wish): Promise<void> {
  const built = await buildFunctions(root, path.join(root, 'dist', 'cloudfunctions'));
  if (node === undefined) return;
  makeCodeCaches(
    built.map(({ folder }) => folder),
    node,
  );
}

const keptOfEnvironment = (env: string): Kept => keptIn(path.join(root, 'dist', 'deployed-before', env));

function show({ envs, rollback }: Wish, plan: Plan): void {
  for (const env of envs) {
    const names = keptOf({ plan, kept: keptOfEnvironment(env) });
    const back =
      names.length > 0 ? names.map((name) => `function ${name}`) : ['nothing: no code is kept here'];
    console.log(`Environment ${env} would ${rollback ? 'go back to the code before, of' : 'hold'}:`);
    for (const line of rollback ? back : planLines(plan)) console.log(line);
  }
  console.log('Nothing was sent.');
}

/** Says what was done; throws, once it has said why and what to do, where it was not. */
async function run(env: string, { envs, rollback }: Wish, plan: Plan, keys: Keys): Promise<string> {
  const region = process.env['TENCENTCLOUD_REGION'] ?? 'ap-shanghai';
  const cli = cliOnDisk({ ...keys, env, root });
  const whose = (line: string): string => (envs.length > 1 ? `${env}: ${line}` : line);
  const say = (line: string): void => console.log(whose(line));
  try {
    const api = cloudApi({ ...keys, region, wait });
    const world = { api, cli, env, plan, kept: keptOfEnvironment(env), wait, say };
    const { changes, host } = await (rollback ? rollBack(world) : deploy(world));
    if (!rollback) say('Left to do by hand:');
    if (!rollback) for (const line of leftByHand(env, host)) say(`- ${line}`);
    const said = changes === 0 ? 'nothing changed' : `${changes} changed`;
    say(said);
    return said;
  } catch (error) {
    console.error(whose(error instanceof Error ? error.message : String(error)));
    console.error(whose(`What to do: ${wayOn(error)}.`));
    throw error;
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

interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token: string | undefined;
}

function keysFor(envs: readonly string[]): Keys {
  const {
    TENCENTCLOUD_SECRETID: secretId,
    TENCENTCLOUD_SECRETKEY: secretKey,
    TENCENTCLOUD_SESSIONTOKEN: token,
  } = process.env;
  if (secretId && secretKey) return { secretId, secretKey, token };
  throw new Error(
    `to deploy to environment ${envs.join(', ')}, set TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY (console.cloud.tencent.com/cam/capi)`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
