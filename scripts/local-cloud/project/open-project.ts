// A local cloud over somebody's project: its functions, and what its local-cloud.json says.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { startLocalCloud, type LocalCloud, type LocalCloudOptions } from '../index';
import { answerDeclared, fillDeclared, permissionsOf, readDeclared, routesOf } from './declared';
import { DeclaredFunctions } from '../functions/declared-functions';
import { messageOf } from '../service-error';
import { declarationIn, findFunctions } from './folders';

export type ProjectOptions = Pick<
  LocalCloudOptions,
  'port' | 'dataDir' | 'log' | 'timers' | 'mounts' | 'inspect' | 'runtimes' | 'installDependencies'
> & {
  /** The folder of project.config.json, cloudbaserc.json or local-cloud.json. */
  readonly root: string;
  /** Whether what local-cloud.json says about recording counts; it does unless told. */
  readonly recording?: boolean;
  /** An empty folder for a project whose functions cannot be found: why not is said, and the rest runs. Without it that is an error. */
  readonly noFunctions?: string;
};

/** @throws Error in words where the project or its local-cloud.json cannot be read */
export async function openProject({
  root: given,
  noFunctions,
  recording = true,
  ...options
}: ProjectOptions): Promise<LocalCloud> {
  const root = path.resolve(given);
  const functionsRoot = functionsIn(root, noFunctions, options.log);
  const cloudbaserc = declarationIn(root);
  const declared = readDeclared(root);
  const envAlias = new DeclaredFunctions(cloudbaserc).envId();
  const cloud = await startLocalCloud({
    ...options,
    functionsRoot,
    ...(cloudbaserc === undefined ? {} : { cloudbaserc }),
    ...(declared.record === undefined || !recording ? {} : { record: path.resolve(root, declared.record) }),
    ...(declared.env === undefined ? {} : { envId: declared.env }),
    ...(envAlias === undefined ? {} : { envAlias }),
    functionEnv: { ...packagesBeside(root), ...declared.variables },
    httpRoutes: routesOf(declared),
    permissions: permissionsOf(declared),
    autoCreate: !declared.onlyDeclared,
    seed: (_database, running) => fillDeclared(running, root, declared),
  });
  answerDeclared(cloud, declared);
  return cloud;
}

function functionsIn(root: string, otherwise: string | undefined, log: ProjectOptions['log']): string {
  try {
    return findFunctions(root);
  } catch (error) {
    if (otherwise === undefined) throw error;
    log?.(messageOf(error));
    return otherwise;
  }
}

/** A function finds the packages of its project without having them in its own folder, and wx-server-sdk where nobody installed it. */
function packagesBeside(root: string): { NODE_PATH?: string } {
  const folders = [path.join(root, 'node_modules'), path.join(process.cwd(), 'node_modules'), ...sdkFolder()];
  const found = [...new Set(folders)].filter(existsSync);
  return found.length === 0 ? {} : { NODE_PATH: found.join(path.delimiter) };
}

/** The node_modules that holds the SDK which came with this cloud. */
function sdkFolder(): readonly string[] {
  try {
    const file = createRequire(import.meta.url).resolve('wx-server-sdk');
    const [folder] = file.split(`${path.sep}wx-server-sdk${path.sep}`);
    return folder === undefined ? [] : [folder];
  } catch {
    return [];
  }
}
