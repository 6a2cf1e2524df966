// What a local cloud is started with, and what whoever started it can do with it.
import type { Permission } from './client/permissions';
import type { LocalClock } from './clock';
import type { LocalDatabase } from './database/local-database';
import type { FunctionHost } from './functions/function-host';
import type { FunctionLog } from './functions/function-log';
import type { HttpRoute } from './functions/http-access';
import type { DatabaseFaults } from './service/database-faults';
import type { WxStubs } from './service/wx-stubs';
import type { TrafficRecorder } from './traffic/recorder';
import type { Mount } from './web';

export interface LocalCloudOptions {
  /** 0 for any free port. */
  readonly port: number;
  /** Keeps data across runs; without it everything lives in memory. */
  readonly dataDir?: string;
  /** One folder per built function, `index.js` in each. */
  readonly functionsRoot: string;
  /** Time limits and variables of the functions, where the project declares them. */
  readonly cloudbaserc?: string;
  /** `local` unless told. */
  readonly envId?: string;
  /** A second name of that environment, for functions that name the one in the cloud. */
  readonly envAlias?: string;
  /** More environments, for shared ones. */
  readonly otherEnvIds?: readonly string[];
  /** Variables that every function finds beside those of the platform; NODE_EXTRA_CA_CERTS adds to the caller's own. */
  readonly functionEnv?: Readonly<Record<string, string>>;
  readonly httpRoutes: readonly HttpRoute[];
  /** A file of JSON lines into which what comes in from outside is written, from the start. */
  readonly record?: string;
  /** Other products on the same port. */
  readonly mounts?: (cloud: LocalCloud) => readonly Mount[] | Promise<readonly Mount[]>;
  /** Fills an empty environment, at the start and after a reset. */
  readonly seed?: (database: LocalDatabase, cloud: LocalCloud) => void | Promise<void>;
  /** Runs after a reset. */
  readonly onReset?: () => void | Promise<void>;
  /** Whether timer triggers fire by the clock; true unless told. */
  readonly timers?: boolean;
  readonly log?: (line: string) => void;
  /** Collections appear when first used instead of failing with -502005. */
  readonly autoCreate?: boolean;
  /** What mini-programs may do with the collections. */
  readonly permissions?: Readonly<Record<string, Permission>>;
  /** The permission of the other collections; PRIVATE unless told, as the console gives it. */
  readonly otherPermission?: Permission;
  /** Processes per function; 8 unless told. */
  readonly instances?: number;
  /** The Node of a runtime, by its name in cloudbaserc.json (`Nodejs18.15`); the one that runs this where missing. */
  readonly runtimes?: Readonly<Record<string, string>>;
  /** Functions that can be stopped in a debugger: one process, no time limit. Ports of 127.0.0.1 by name. */
  readonly inspect?: Readonly<Record<string, number>>;
  /** Whether npm installs the packages of a function that has none yet. */
  readonly installDependencies?: boolean;
  /** Do not clear the previous caller's identity in warm processes, to prove that the functions do not rely on it. */
  readonly dirtyWarmInstances?: boolean;
  /** Whether a function may call only the open APIs that its config.json names; true unless told. */
  readonly openApiPermissions?: boolean;
}

/** How the functions run, as whoever starts the cloud wants to look at them. */
export type RunningFunctions = Pick<LocalCloudOptions, 'inspect' | 'runtimes' | 'installDependencies'>;

export interface LocalCloud {
  readonly url: string;
  readonly clock: LocalClock;
  readonly database: LocalDatabase;
  readonly functions: FunctionHost;
  readonly logs: FunctionLog;
  /** What the database is to do badly. */
  readonly faults: DatabaseFaults;
  /** What comes in from outside, written down where somebody wants it. */
  readonly traffic: TrafficRecorder;
  /** Answers of WeChat's own servers, to be filled in. */
  readonly wx: WxStubs;
  /** The database of another environment. */
  databaseOf(envId: string): LocalDatabase;
  /** The variables with which unmodified SDKs in another process reach this cloud. */
  sdkEnvironment(): Record<string, string>;
  /** Fires a function's timer trigger now. */
  fireTimer(functionName: string, triggerName?: string): Promise<unknown>;
  /** What POST /control/reset does. */
  reset(): Promise<void>;
  close(): Promise<void>;
}
