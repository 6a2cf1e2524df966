// The local cloud: CloudBase's service address, the functions, HTTP access, timers and control routes
// on one loopback port, with other products mounted beside them.
import { createLocalClock, type LocalClock } from './clock';
import { Admission } from './client/admission';
import { ClientDatabase } from './client/client-database';
import { ClientWatches } from './client/watch/client-watches';
import { Permissions } from './client/permissions';
import { controlMounts } from './control';
import { DataDirectory } from './data-directory';
import { withDatabaseFaults } from './fault-route';
import type { LocalDatabase } from './database/local-database';
import { Environments } from './environment';
import { callFunction } from './functions/call-function';
import { callHttpFunction } from './functions/call-http-function';
import { Dependencies } from './functions/dependencies';
import { ExtraAuthorities } from './functions/extra-authorities';
import { FunctionHost } from './functions/function-host';
import { FunctionLog } from './functions/function-log';
import { FunctionDirectory } from './functions/function-settings';
import { serveHttp } from './functions/http-access';
import { Launcher } from './functions/launcher';
import { systemEnvironment } from './functions/system-environment';
import { TimerTriggers } from './functions/timer-triggers';
import type { LocalCloud, LocalCloudOptions, RunningFunctions } from './local-cloud-options';
import { refuseRealCloud } from './loopback';
import { Router } from './router';
import { AdminService } from './service/admin-service';
import { DatabaseFaults } from './service/database-faults';
import { Storage } from './service/storage';
import { WxCalls } from './service/wx-calls';
import { WxStubs } from './service/wx-stubs';
import { withRecording } from './traffic/record-route';
import { TrafficRecorder } from './traffic/recorder';
import { messageOf } from './service-error';
import { json, type Mount } from './web';
import { WebServer } from './web-server';

export type { LocalCloud, LocalCloudOptions, RunningFunctions };

/** Starts the cloud; when the promise is fulfilled it is seeded and listens. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  refuseRealCloud(process.env);
  const cloud = new RunningCloud(options);
  try {
    await cloud.start();
    return cloud;
  } catch (error) {
    await cloud.close();
    throw error;
  }
}

class RunningCloud implements LocalCloud {
  readonly clock: LocalClock;
  readonly functions: FunctionHost;
  readonly logs = new FunctionLog();
  readonly wx = new WxStubs();
  private readonly directory: FunctionDirectory;
  private readonly data: DataDirectory | undefined;
  private readonly environments: Environments;
  readonly faults = new DatabaseFaults();
  readonly traffic = new TrafficRecorder((line) => this.log(line));
  private readonly storage: Storage;
  private readonly authorities: ExtraAuthorities;
  private readonly permissions: Permissions;
  private readonly admission: Admission;
  private readonly watches: ClientWatches;
  private readonly timers: TimerTriggers;
  private readonly server: WebServer;
  private readonly log: (line: string) => void;
  private router: Router | undefined;
  private resetting: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;

  constructor(private readonly options: LocalCloudOptions) {
    this.log = options.log ?? (() => undefined);
    this.directory = new FunctionDirectory(options.functionsRoot, options.cloudbaserc);
    this.permissions = new Permissions(options.permissions ?? {}, options.otherPermission ?? 'PRIVATE');
    this.data = options.dataDir === undefined ? undefined : new DataDirectory(options.dataDir);
    this.clock = createLocalClock({
      offsetMs: this.data?.clockOffsetMs() ?? 0,
      onMoved: (offsetMs) => this.data?.keepClockOffset(offsetMs),
      onTaskError: (error) => this.log(`a planned task failed: ${messageOf(error)}`),
    });
    this.storage = new Storage(() => this.url, this.data?.files ?? new Map<string, Buffer>());
    this.environments = this.openEnvironments();
    this.admission = new Admission({
      clock: this.clock,
      environment: this.environments.main,
      permissions: this.permissions,
    });
    const { feed } = this.environments.main.store;
    this.watches = new ClientWatches({ admission: this.admission, feed, log: this.log });
    this.authorities = new ExtraAuthorities({ callers: process.env.NODE_EXTRA_CA_CERTS, log: this.log });
    this.functions = this.functionHost();
    this.timers = new TimerTriggers({
      directory: this.directory,
      functions: this.functions,
      clock: this.clock,
      log: this.log,
    });
    this.server = new WebServer({
      port: options.port,
      log: this.log,
      bodyLimit: (path) => (path.startsWith(this.storage.prefix) ? this.storage.fileLimit : undefined),
      isOpen: (path) => this.router?.mountOf(path)?.isOpen ?? false,
      handle: async (request) =>
        this.router?.handle(request) ?? json({ error: 'The local cloud is starting.' }, 503),
    });
  }

  get url(): string {
    return this.server.url;
  }

  get database(): LocalDatabase {
    return this.environments.main.database;
  }

  databaseOf(envId: string): LocalDatabase {
    return this.environments.get(envId).database;
  }

  /** The variables that redirect the SDKs (wx-server-sdk 4, @cloudbase/node-sdk 3); secrets only have to be there. */
  sdkEnvironment(): Record<string, string> {
    const { envId } = this.database;
    return {
      TCB_CONTEXT_CNFG: JSON.stringify({ URL: `${this.url}/admin` }),
      TENCENTCLOUD_RUNENV: 'SCF',
      TENCENTCLOUD_REGION: 'ap-shanghai',
      SCF_NAMESPACE: envId,
      TCB_ENV: envId,
      TENCENTCLOUD_SECRETID: 'local',
      TENCENTCLOUD_SECRETKEY: 'local',
      TENCENTCLOUD_SESSIONTOKEN: 'local',
    };
  }

  async fireTimer(functionName: string, triggerName?: string): Promise<unknown> {
    return (await this.timers.fire(functionName, triggerName)).result;
  }

  async start(): Promise<void> {
    await this.server.listen();
    if (this.options.record !== undefined) this.traffic.start(this.options.record);
    const beside = (await this.options.mounts?.(this)) ?? [];
    const own = withRecording(this.traffic, this.options.httpRoutes, this.ownMounts());
    this.router = new Router(withDatabaseFaults(this.faults, [...own, ...beside]));
    if (this.database.collections().length === 0) await this.fill();
    if (this.options.timers !== false) this.timers.start();
  }

  async reset(): Promise<void> {
    // One at a time: a second reset waits for the first.
    const next = this.resetting.then(() => this.startOver());
    this.resetting = next.catch(() => undefined);
    await next;
  }

  close(): Promise<void> {
    this.closing ??= this.shutDown();
    return this.closing;
  }

  private async shutDown(): Promise<void> {
    this.timers.stop();
    await this.server.close();
    await this.functions.restart();
    this.watches.close();
    this.authorities.close();
    this.environments.close();
    this.data?.release();
  }

  private async startOver(): Promise<void> {
    this.timers.stop();
    // Warm processes hold what they read from the old database, at the old time.
    await this.functions.restart();
    for (const { store, database } of this.environments.all()) {
      store.clear();
      database.callLog.clear();
    }
    this.storage.clear();
    this.faults.clear();
    this.permissions.reset();
    this.clock.reset();
    this.logs.clear();
    await this.fill();
    this.watches.close();
    await this.options.onReset?.();
    if (this.options.timers !== false) this.timers.start();
  }

  /** As a whole: a crash in between leaves an empty environment, which is filled again. */
  private async fill(): Promise<void> {
    await this.environments.main.store.fill(async () => this.options.seed?.(this.database, this));
    this.database.callLog.clear();
  }

  private openEnvironments(): Environments {
    const { envId = 'local', envAlias: alias, otherEnvIds = [], dataDir, autoCreate = false } = this.options;
    try {
      return new Environments({ ids: [envId, ...otherEnvIds], alias, dataDir, autoCreate, log: this.log });
    } catch (error) {
      this.data?.release();
      throw error;
    }
  }

  private functionHost(): FunctionHost {
    const { instances = 8, dirtyWarmInstances = false, installDependencies = false } = this.options;
    return new FunctionHost({
      directory: this.directory,
      launcher: this.launcher(),
      dependencies: installDependencies ? new Dependencies(this.log) : undefined,
      clock: this.clock,
      log: this.logs,
      envId: this.environments.main.database.envId,
      instances,
      dirtyWarmInstances,
    });
  }

  private launcher(): Launcher {
    const { functionEnv = {}, runtimes = {}, inspect = {} } = this.options;
    return new Launcher({
      directory: this.directory,
      environment: () => ({ ...systemEnvironment(), ...functionEnv, ...this.sdkEnvironment() }),
      authorities: this.authorities,
      runtimes,
      inspect,
    });
  }

  private ownMounts(): Mount[] {
    const { functions, storage } = this;
    const { envId } = this.database;
    const mayCall = (name: string | undefined, api: string): boolean =>
      name === undefined ||
      this.options.openApiPermissions === false ||
      this.directory.settings(name).openApis.includes(api);
    const admin = new AdminService({
      clock: this.clock,
      faults: this.faults,
      environment: (id) => this.environments.get(id),
      functions,
      storage,
      wx: new WxCalls(this.wx, mayCall),
      log: this.log,
    });
    const clients = new ClientDatabase(this.admission, this.log);
    return [
      { prefix: '/admin', handle: (request) => admin.handle(request) },
      { prefix: storage.prefix, handle: (request) => storage.handle(request) },
      { prefix: '/wx/callFunction', handle: (request) => callFunction(functions, this.wx, request) },
      { prefix: '/wx/database', handle: (request) => clients.handle(request) },
      { prefix: '/wx/watch', handle: (request) => this.watches.handle(request) },
      { prefix: '/wx/callHTTPFunction', handle: (request) => callHttpFunction(functions, request) },
      ...this.options.httpRoutes.map((route) => ({
        prefix: route.path,
        isOpen: true,
        handle: (request: Parameters<Mount['handle']>[0]) => serveHttp({ functions, envId }, route, request),
      })),
      ...controlMounts({
        clock: this.clock,
        timers: this.timers,
        permissions: this.permissions,
        reset: () => this.reset(),
      }),
    ];
  }
}
