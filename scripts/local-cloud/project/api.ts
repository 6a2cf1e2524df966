// The public words of the package: what a program or a test of somebody else's project works with. Nothing is imported, so that it is
// the whole of its declarations.

/** Who calls a function, as the platform would say it. */
export interface TestPerson {
  readonly openid?: string;
  readonly appid?: string;
  readonly unionid?: string;
}

export type TestDocument = Readonly<Record<string, unknown>>;

export interface TestCloudOptions {
  /** The folder of project.config.json, cloudbaserc.json or local-cloud.json; the current one where missing. */
  readonly project?: string;
}

/** A cloud in memory, on a port of its own. */
export interface TestCloud {
  readonly url: string;
  /** Variables with which the SDKs in this process reach it. */
  sdkEnvironment(): Record<string, string>;
  /** A person in the mini-program. */
  as(person: TestPerson): { call(name: string, data?: object): Promise<unknown> };
  /** A call that names nobody. Rejects with the service's `code` and words where the function fails. */
  call(name: string, data?: object): Promise<unknown>;
  /** Fires a timer trigger; the first one of the function unless named. */
  fireTimer(name: string, trigger?: string): Promise<unknown>;
  /** Documents of a collection that fit a query of MongoDB's form; a thousand at most. */
  find(collection: string, where?: TestDocument): Promise<TestDocument[]>;
  /** Writes documents whole, over those of the same `_id`. */
  put(collection: string, documents: readonly TestDocument[]): Promise<void>;
  /** What the functions printed. */
  logs(): readonly string[];
  /** Moves the cloud's clock forward, milliseconds. */
  advance(ms: number): void;
  /** Starts over: data as declared and seeded, clock, logs, processes. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the cloud of a project on a free port, in memory, without timers. */
export type OpenTestCloud = (options: TestCloudOptions) => Promise<TestCloud>;
