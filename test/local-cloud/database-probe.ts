// One question at a time to the local cloud's database, through wx-server-sdk: what a condition matches, what an expression
// gives, what an update makes of a document. Whatever is refused is answered as `refused`.
import { startCloud, type StartedCloud } from './fixture';

type Doc = Record<string, unknown>;
export type Build = (...operands: unknown[]) => Chain;
/** Commands and their chains (`_.gt(1).and(…)`), by name; the SDK's own typings know less than its code. */
export interface Chain {
  readonly [name: string]: Build;
}

interface Query {
  field(fields: object): Query;
  orderBy(field: string, direction: 'asc' | 'desc'): Query;
  get(): Promise<{ data: Doc[] }>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
}

/** A pipeline's stages by their names. */
export interface Pipeline {
  readonly [stage: string]: (argument: unknown) => Pipeline;
}

interface ProbedDatabase {
  readonly command: Chain & { readonly aggregate: Chain; readonly project: Chain };
  readonly Geo: Readonly<Record<string, new (...parts: unknown[]) => object>>;
  collection(name: string): Query & {
    where(condition: object): Query;
    aggregate(): Pipeline;
  };
}

interface ProbedSdk {
  readonly DYNAMIC_CURRENT_ENV: symbol;
  init(options: object): void;
  database(): ProbedDatabase;
}

/** What a question that is refused answers: the text of the error. */
export interface Refused {
  readonly refused: string;
}

export const refused = (text: string | RegExp = ''): unknown => ({
  refused: expect.stringMatching(text) as string,
});

export class DatabaseProbe {
  readonly sdk: ProbedDatabase;

  private constructor(private readonly started: StartedCloud) {
    Object.assign(process.env, started.cloud.sdkEnvironment());
    const sdk = jest.requireActual<ProbedSdk>('wx-server-sdk');
    sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
    this.sdk = sdk.database();
  }

  static async start(): Promise<DatabaseProbe> {
    return new DatabaseProbe(await startCloud({}));
  }

  async stop(): Promise<void> {
    await this.started.stop();
  }

  /** Puts these documents, and no others, into a collection. */
  async fill(docs: readonly Doc[], collection = 'probe'): Promise<void> {
    const { database } = this.started.cloud;
    database.ensureCollection(collection);
    await database.remove(collection, {});
    for (const [at, doc] of docs.entries()) database.insert(collection, { _id: at, ...doc });
  }

  async stored(collection = 'probe'): Promise<Doc[]> {
    return this.started.cloud.database.find(collection, {}, { limit: 1000 });
  }

  /** Whether the condition matches the document. */
  async matches(doc: Doc, condition: object): Promise<boolean | Refused> {
    await this.fill([doc]);
    return answered(
      async () => (await this.sdk.collection('probe').where(condition).get()).data.length === 1,
    );
  }

  /** The expression's value; `undefined` where the field is not there. */
  async value(doc: Doc, expression: unknown): Promise<unknown> {
    await this.fill([doc]);
    return answered(async () => {
      const [found] = await this.run((pipeline) => stage(pipeline, 'project', { _id: 0, v: expression }));
      return found?.v;
    });
  }

  /** What an update makes of the document, without its `_id`. */
  async updated(doc: Doc, data: object, condition: object = { _id: 0 }): Promise<unknown> {
    await this.fill([doc]);
    return answered(async () => {
      await this.sdk.collection('probe').where(condition).update({ data });
      const [{ _id, ...after } = {}] = await this.stored();
      return after;
    });
  }

  /** What a pipeline gives of the filled documents. */
  async run(build: (pipeline: Pipeline) => Pipeline): Promise<Doc[]> {
    const pipeline = build(this.sdk.collection('probe').aggregate());
    const { list } = await (pipeline as unknown as { end(): Promise<{ list: Doc[] }> }).end();
    return list;
  }

  async pipeline(docs: readonly Doc[], build: (pipeline: Pipeline) => Pipeline): Promise<unknown> {
    await this.fill(docs);
    return answered(async () => this.run(build));
  }
}

/** A stage by its name. */
export function stage(pipeline: Pipeline, name: string, argument: unknown): Pipeline {
  const build = pipeline[name];
  if (!build) throw new Error(`the SDK has no stage ${name}`);
  return build.call(pipeline, argument);
}

async function answered<T>(ask: () => Promise<T>): Promise<T | Refused> {
  try {
    return await ask();
  } catch (error) {
    const { errMsg, message } = error as Record<string, unknown>;
    return { refused: String(errMsg ?? message) };
  }
}
