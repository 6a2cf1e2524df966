/**
 * A stand-in of Tencent Cloud's management API: one environment, `shop-1`. It speaks what @cloudbase/cli 2.12.10 was seen to send
 * (DescribeEnvs, CreateFunction and UpdateFunctionCode with a zip in Base64, GetFunction) and what a deployment asks besides.
 */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Body = Readonly<Record<string, unknown>>;
interface HeldFunction {
  zip: string;
  settings: Record<string, unknown>;
  variables: readonly unknown[];
  triggers: readonly { readonly TriggerName: unknown; readonly TriggerDesc: string }[];
}

export interface StandIn {
  readonly url: string;
  /** Every call's action, in order. */
  readonly calls: string[];
  readonly functions: Map<string, HeldFunction>;
  readonly collections: Map<string, { acl: string; indexes: unknown[] }>;
  readonly routes: Map<string, { Path: string; Name: string; EnableAuth: boolean }>;
  /** Asked before each call: what it is refused with. */
  refuse: (action: string, count: number) => string | undefined;
  /** Actions that are answered as if done, and do nothing. */
  readonly ignored: Set<string>;
  /** What a function that is called returns. */
  invoked: (name: string, event: unknown) => unknown;
  close(): Promise<void>;
}

const CHANGES = /^(Create|Update|Modify|Delete)/;
export const changesOf = (calls: readonly string[]): readonly string[] =>
  calls.filter((action) => CHANGES.test(action));

/** What functions answer that do not answer as actions do. */
const answers: Readonly<Record<string, object>> = {
  notify: { statusCode: 401 },
  cloudbase_auth: { errCode: 1 },
};
export async function startStandIn(): Promise<StandIn & { readonly listener: RequestListener }> {
  const held = {
    calls: [] as string[],
    functions: new Map<string, HeldFunction>(),
    collections: new Map<string, { acl: string; indexes: unknown[] }>(),
    routes: new Map<string, { Path: string; Name: string; EnableAuth: boolean }>(),
    ignored: new Set<string>(),
  };
  const listener: RequestListener = (request, response) => void answer(standIn, request, response);
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const standIn: StandIn & { readonly listener: RequestListener } = {
    ...held,
    listener,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    refuse: () => undefined,
    invoked: (name) => answers[name] ?? { errcode: 1001 },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return standIn;
}

async function answer(standIn: StandIn, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.method === 'GET') {
    const name = (request.url ?? '').slice('/code/'.length);
    response.end(Buffer.from(standIn.functions.get(name)?.zip ?? '', 'base64'));
    return;
  }
  const action = String(request.headers['x-tc-action']);
  const text = Buffer.concat(chunks).toString('utf8');
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ Response: { RequestId: 'r', ...(await said(standIn, action, text)) } }));
}

async function said(standIn: StandIn, action: string, text: string): Promise<object> {
  const body = JSON.parse(text || '{}') as Body;
  standIn.calls.push(action);
  const refused = standIn.refuse(action, standIn.calls.length) ?? refusal(standIn, action, body);
  if (refused !== undefined) return { Error: { Code: refused, Message: `${action} refused` } };
  return standIn.ignored.has(action) ? {} : ((await actions[action]?.(standIn, body)) ?? {});
}

function refusal({ functions }: StandIn, action: string, { FunctionName }: Body): string | undefined {
  if (typeof FunctionName !== 'string') return undefined;
  const there = functions.has(FunctionName);
  if (action === 'CreateFunction') return there ? 'ResourceInUse.FunctionName' : undefined;
  return there ? undefined : 'ResourceNotFound.Function';
}

const zipOf = ({ Code }: Body): string => String((Code as { ZipFile?: unknown }).ZipFile);

type Act = (standIn: StandIn, body: Body) => object | undefined | Promise<object>;
const actions: Readonly<Record<string, Act>> = {
  DescribeEnvs: (_standIn, { EnvId }) => ({
    EnvList: EnvId === undefined || EnvId === 'shop-1' ? [environment] : [],
  }),
  CreateFunction: ({ functions }, body) => {
    const { Runtime, Timeout, MemorySize } = body;
    const settings = { Runtime, Timeout, MemorySize };
    functions.set(String(body['FunctionName']), { zip: zipOf(body), settings, variables: [], triggers: [] });
    return undefined;
  },
  UpdateFunctionCode: (standIn, body) =>
    void Object.assign(heldFunction(standIn, body), { zip: zipOf(body) }),
  UpdateFunctionConfiguration: (standIn, body) => {
    const held = heldFunction(standIn, body);
    const { Timeout, MemorySize, Environment } = body;
    Object.assign(held.settings, { Timeout, MemorySize });
    // As the platform does: what is given replaces what was there.
    if (Environment) held.variables = (Environment as { Variables: readonly unknown[] }).Variables;
    return undefined;
  },
  GetFunction: (standIn, body) => {
    const { settings, variables, triggers } = heldFunction(standIn, body);
    return { Status: 'Active', ...settings, Environment: { Variables: variables }, Triggers: triggers };
  },
  GetFunctionAddress: ({ url }, body) => ({ Url: `${url}code/${String(body['FunctionName'])}` }),
  CreateTrigger: (standIn, body) => {
    const held = heldFunction(standIn, body);
    const TriggerDesc = JSON.stringify({ cron: body['TriggerDesc'] });
    held.triggers = [...held.triggers, { TriggerName: body['TriggerName'], TriggerDesc }];
    return undefined;
  },
  DeleteTrigger: (standIn, body) => {
    const held = heldFunction(standIn, body);
    held.triggers = held.triggers.filter(({ TriggerName }) => TriggerName !== body['TriggerName']);
    return undefined;
  },
  Invoke: async ({ invoked }, { FunctionName, ClientContext }) => {
    const event: unknown = typeof ClientContext === 'string' ? JSON.parse(ClientContext) : {};
    const answer = await invoked(String(FunctionName), event);
    return { Result: { InvokeResult: 0, RetMsg: JSON.stringify(answer) } };
  },
  ListTables: ({ collections }, { MgoOffset }) => ({
    Tables: [...collections.keys()].slice(Number(MgoOffset)).map((TableName) => ({ TableName })),
  }),
  CreateTable: ({ collections }, { TableName }) =>
    void collections.set(String(TableName), { acl: 'PRIVATE', indexes: [] }),
  DescribeTable: ({ collections }, { TableName }) => ({
    Indexes: collections.get(String(TableName))?.indexes,
  }),
  UpdateTable: ({ collections }, { TableName, CreateIndexes }) => {
    for (const one of CreateIndexes as readonly Made[])
      collections.get(String(TableName))?.indexes.push({
        Name: one.IndexName,
        Keys: one.MgoKeySchema.MgoIndexKeys,
        Unique: one.MgoKeySchema.MgoIsUnique,
      });
    return undefined;
  },
  DescribeDatabaseACL: ({ collections }, { CollectionName }) => ({
    AclTag: collections.get(String(CollectionName))?.acl,
  }),
  ModifyDatabaseACL: ({ collections }, { CollectionName, AclTag }) =>
    void Object.assign(collections.get(String(CollectionName)) ?? {}, { acl: AclTag }),
  DescribeCloudBaseGWAPI: ({ routes }) => ({ APISet: [...routes.values()] }),
  CreateCloudBaseGWAPI: ({ routes }, { Path, Name, AuthSwitch }) =>
    void routes.set(String(Path), { Path: String(Path), Name: String(Name), EnableAuth: AuthSwitch === 1 }),
  DescribeCloudBaseGWService: () => ({ DefaultDomain: 'shop-1.example.com', EnableService: true }),
};

interface Made {
  readonly IndexName: string;
  readonly MgoKeySchema: { readonly MgoIndexKeys: unknown; readonly MgoIsUnique: boolean };
}

function heldFunction({ functions }: StandIn, { FunctionName }: Body): HeldFunction {
  const found = functions.get(String(FunctionName));
  if (!found) throw new Error(`no function ${String(FunctionName)}`);
  return found;
}

const environment = {
  EnvId: 'shop-1',
  Alias: 'shop',
  Status: 'NORMAL',
  Region: 'ap-shanghai',
  Databases: [{ InstanceId: 'tnt-1', Status: 'RUNNING', Region: 'ap-shanghai' }],
  Functions: [{ Namespace: 'shop-1', Region: 'ap-shanghai' }],
  Storages: [{ Bucket: 'shop', Region: 'ap-shanghai', CDNDomain: 'shop.example.com', AppId: '1250000000' }],
  LogServices: [{ TopicId: 't', LogsetId: 'l', LogsetName: 'n', TopicName: 't', Region: 'ap-shanghai' }],
};
