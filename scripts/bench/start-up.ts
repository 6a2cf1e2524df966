/**
 * What a cold start costs: sizes, and the time from the start of a process until a function has done the first thing that anybody waits
 * for, against `node -e 0` and against the field's well-known recipe.
 */
import path from 'node:path';
import { buildFunctions, type BuiltFunction } from '../build/functions';
import { makeCodeCaches } from '../build/code-cache/code-cache';
import { ENTRY } from '../build/one-entry';
import { root } from '../demo/world';
import { race, type Runner } from './cold/race';
import { openScene, type Scene } from './cold/scene';
import type { Row } from './row';

const RUNS = 21;

const BARE = 'bare';
const RECIPE = 'recipe';

/** What each start is to stay below. */
interface Goal {
  readonly what: string;
  readonly run: Runner;
  /** Times `node -e 0`, and times the recipe. */
  readonly bare?: number;
  readonly recipe?: number;
}

/** A body that only the key in the configuration can refuse. */
const unproven = JSON.stringify({ sign: '0'.repeat(64), data: { state: 'paid', order_id: 'CP1' } });

const knock = (paySp: string, body: string): string =>
  JSON.stringify({ httpMethod: 'POST', path: `/${paySp}`, headers: {}, body });

/** A kept connection would hold the process that is timed. */
const ended = '.then(() => process.exit())';

/** As recipes write it: everything at the top, then the configuration. */
const recipe = `
  const cloud = require('wx-server-sdk');
  const rp = require('request-promise');
  const crypto = require('crypto-js');
  cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
  const db = cloud.database();
  exports.main = async () => (await db.collection('config').where({ _id: 'payment' }).limit(1).get()).data[0];
  exports.main()${ended}`;

const recipeOfTheSdk = recipe.replace(/^.*(request-promise|crypto-js).*\n/gm, '');

function goals(scene: Scene, functions: string): readonly Goal[] {
  const load = (name: string): string => `require(${JSON.stringify(path.join(functions, name))})`;
  const recipes = { ...scene.outside, NODE_PATH: path.join(root, 'node_modules') };
  const unified = JSON.stringify(scene.unifiedOrder);
  return [
    {
      what: 'notify, bad notice refused',
      run: { code: `${load('notify')}.main(${knock('v3', '{"resource":{}}')}, {})${ended}` },
      bare: 1.2,
    },
    {
      what: 'notify, first answer of the database',
      run: {
        code: `${load('notify')}.main(${knock('yaband', unproven)}, {})${ended}`,
        environment: scene.outside,
      },
      bare: 3,
      recipe: 0.25,
    },
    {
      what: 'pay, first byte to the PSP',
      run: {
        code: `${load('pay')}.main(${unified}, {})`,
        environment: scene.buyer,
        until: scene.firstByte,
      },
      bare: 4.5,
    },
    {
      what: 'recipe with wx-server-sdk alone, first answer of the database',
      run: { code: recipeOfTheSdk, environment: recipes },
    },
    { what: RECIPE, run: { code: recipe, environment: recipes } },
  ];
}

/** Every start of the functions in a folder; they are built before. */
export async function startUpRows(): Promise<readonly Row[]> {
  const functions = path.join(root, 'dist', 'cloudfunctions');
  const built = await buildFunctions(root, functions);
  makeCodeCaches(built.map(({ folder }) => folder));
  return [...built.map(sizeRow), ...(await startRows(functions))];
}

async function startRows(functions: string): Promise<readonly Row[]> {
  const scene = await openScene();
  try {
    const wanted = goals(scene, functions);
    const runners = Object.fromEntries(wanted.map(({ what, run }) => [what, run]));
    const { [BARE]: bare = 0, ...times } = await race({ [BARE]: { code: '0' }, ...runners }, RUNS);
    return wanted.flatMap((goal) => rowsOf(goal, times[goal.what] ?? 0, bare, times[RECIPE] ?? 0));
  } finally {
    await scene.close();
  }
}

function rowsOf({ what, bare: most, recipe: part }: Goal, ms: number, bare: number, recipeMs: number): Row[] {
  const name = what === RECIPE ? 'recipe as it is written, first answer of the database' : what;
  const row = (baseline: string, ratio: number, wanted: number | undefined): Row => ({
    what: `${name}, from the start`,
    measured: `${ms.toFixed(0)} ms`,
    baseline,
    ratio: `${ratio.toFixed(2)} ×`,
    wanted: wanted === undefined ? '' : `≤ ${wanted} ×`,
  });
  const toBare = row(`${bare.toFixed(0)} ms node -e 0`, ms / bare, most);
  return part === undefined
    ? [toBare]
    : [toBare, row(`${recipeMs.toFixed(0)} ms recipe`, ms / recipeMs, part)];
}

function sizeRow({ name, files }: BuiltFunction): Row {
  const { [ENTRY]: own = 0, ...lazy } = files;
  const kB = (bytes: number): string => `${Math.round(bytes / 1024)} kB`;
  const later = Object.values(lazy).reduce((sum, bytes) => sum + bytes, 0);
  return {
    what: `${name}, bundle`,
    measured: kB(own),
    baseline: `${kB(later)} loaded on first use`,
    ratio: '',
    wanted: '≤ 150 kB',
  };
}
