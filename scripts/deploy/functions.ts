/** Brings one function to an environment, and reads back what came of it: an upload that failed calls itself a success. */
import * as v from 'valibot';
import type { Cli } from './cli';
import type { CloudApi } from './cloud-api';
import { codeOnline, differingFiles, functionOnline, type FunctionOnline } from './function-online';
import type { FunctionPlan } from './plan';
import { Stopped, type Progress } from './stopped';

export interface FunctionWorld {
  readonly api: CloudApi;
  readonly cli: Cli;
  readonly env: string;
  readonly progress: Progress;
  readonly wait: (ms: number) => Promise<void>;
  /** Told of a function's code, as a zip file, before it is replaced. */
  readonly keep: (name: string, zip: Buffer) => void;
}

const nothing = v.looseObject({});
const MOST_LOOKS = 60;
const LOOK_EVERY_MS = 2000;

/** @throws Stopped where the environment does not hold the function as planned afterwards */
export async function deployFunction(world: FunctionWorld, plan: FunctionPlan): Promise<void> {
  const { env, api } = world;
  const before = await functionOnline(api, env, plan.name);
  if (before && before.runtime !== plan.runtime) throw otherRuntime(plan, before);
  const steps = [
    await bringCode(world, plan),
    await bringSettings(world, plan),
    await bringTimers(world, plan),
  ];
  const changed = steps.flat();
  if (changed.length === 0) world.progress.same(`function ${plan.name}: as planned`);
  else world.progress.change(`function ${plan.name}: ${changed.join(', ')}`);
}

const otherRuntime = ({ name, runtime }: FunctionPlan, online: FunctionOnline): Stopped =>
  new Stopped(
    `function ${name} runs on ${online.runtime}, not on ${runtime}, and a function's runtime cannot be changed`,
    'delete it in the console and run this again, or write its runtime into cloudbaserc.json',
  );

/**
 * Only the code: what is in `folder` is online afterwards.
 * @returns what was done, nothing where it was online already
 */
export async function bringCode(
  { api, cli, env, wait, keep }: FunctionWorld,
  plan: Pick<FunctionPlan, 'name' | 'folder'>,
): Promise<readonly string[]> {
  const before = await settled({ api, env, wait }, plan.name);
  if (before) {
    const zip = await codeOnline(api, env, plan.name);
    if (differingFiles(zip, plan.folder).length === 0) return [];
    keep(plan.name, zip);
  }
  const { code, said } = await cli.upload(plan.name, plan.folder, !before);
  const after = await settled({ api, env, wait }, plan.name);
  const differing = after
    ? differingFiles(await codeOnline(api, env, plan.name), plan.folder)
    : ['the whole function'];
  if (differing.length > 0)
    throw new Stopped(
      `the CLI ended with ${code ?? 'no'} code, but function ${plan.name} is not online as built (${differing.slice(0, 3).join(', ')}); it said: ${lastWords(said)}`,
      'mend what it names and run this again',
    );
  return [before ? 'new code' : 'made'];
}

/** The last three lines that say something. */
const lastWords = (said: string): string =>
  said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('at '))
    .slice(-3)
    .join(' / ');

/** Waits until the function is no longer being changed. */
async function settled(
  { api, env, wait }: Pick<FunctionWorld, 'api' | 'env' | 'wait'>,
  name: string,
): Promise<FunctionOnline | undefined> {
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    const online = await functionOnline(api, env, name);
    if (!online || online.status === 'Active') return online;
    if (online.status.endsWith('Failed'))
      throw new Stopped(
        `function ${name} is ${online.status}`,
        'delete it in the console and run this again',
      );
    await wait(LOOK_EVERY_MS);
  }
  throw new Stopped(`function ${name} is still being changed after two minutes`, 'run this again later');
}

async function bringSettings(
  { api, env, wait }: FunctionWorld,
  plan: FunctionPlan,
): Promise<readonly string[]> {
  const { name, timeout, memorySize, envVariables } = plan;
  const online = await settled({ api, env, wait }, name);
  if (!online) throw notThere(name);
  const differing = differingSettings(plan, online);
  if (differing.length === 0) return [];
  // What is given replaces what is online as a whole: variables that somebody set there stay.
  const variables = Object.entries({ ...online.variables, ...envVariables });
  const Environment = { Variables: variables.map(([Key, Value]) => ({ Key, Value })) };
  const body = { FunctionName: name, Namespace: env, Timeout: timeout, MemorySize: memorySize, Environment };
  await api('scf', 'UpdateFunctionConfiguration', body, nothing);
  const after = await settled({ api, env, wait }, name);
  if (!after) throw notThere(name);
  const left = [
    ...differingSettings(plan, after),
    ...Object.keys(online.variables).filter((key) => !(key in after.variables)),
  ];
  if (left.length > 0) throw notTaken(name, left);
  return differing;
}

function differingSettings(plan: FunctionPlan, online: FunctionOnline): readonly string[] {
  const variables = Object.entries(plan.envVariables);
  return [
    ...(online.timeout === plan.timeout ? [] : ['time limit']),
    ...(online.memorySize === plan.memorySize ? [] : ['memory']),
    ...variables.filter(([key, value]) => online.variables[key] !== value).map(([key]) => `variable ${key}`),
  ];
}

async function bringTimers(
  { api, env, wait }: FunctionWorld,
  plan: FunctionPlan,
): Promise<readonly string[]> {
  const missing = ({ timers }: FunctionOnline): FunctionPlan['triggers'] =>
    plan.triggers.filter(({ name, config }) => timers.get(name) !== config);
  const online = await settled({ api, env, wait }, plan.name);
  if (!online) throw notThere(plan.name);
  const wanted = missing(online);
  for (const { name, config } of wanted) {
    const which = { FunctionName: plan.name, Namespace: env, TriggerName: name, Type: 'timer' };
    if (online.timers.has(name)) await api('scf', 'DeleteTrigger', which, nothing);
    await api('scf', 'CreateTrigger', { ...which, TriggerDesc: config, Enable: 'OPEN' }, nothing);
  }
  if (wanted.length === 0) return [];
  const after = await settled({ api, env, wait }, plan.name);
  const left = after ? missing(after) : wanted;
  if (left.length > 0)
    throw notTaken(
      plan.name,
      left.map(({ name }) => `timer ${name}`),
    );
  return wanted.map(({ name }) => `timer ${name}`);
}

const notThere = (name: string): Stopped =>
  new Stopped(
    `function ${name} is not there any more`,
    'see who else changes this environment, then run this again',
  );

const notTaken = (name: string, what: readonly string[]): Stopped =>
  new Stopped(
    `function ${name}: the environment took the change and does not show it (${what.join(', ')})`,
    'run this again; if it stays so, set it in the console',
  );
