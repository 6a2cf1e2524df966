// The SDKs as these tests use them. Their own typings are older than their code (no startTransaction,
// union results), so the part that is used is described here and loaded through one cast.

interface Query {
  where(condition: object): Query;
  orderBy(field: string, direction: 'asc' | 'desc'): Query;
  limit(count: number): Query;
  field(fields: Record<string, boolean>): Query;
  get(): Promise<{ data: Record<string, unknown>[] }>;
  count(): Promise<{ total: number }>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
  remove(): Promise<{ stats: { removed: number } }>;
}

interface DocumentReference {
  get(): Promise<{ data: Record<string, unknown> }>;
  set(options: { data: object }): Promise<unknown>;
  update(options: { data: object }): Promise<{ stats: { updated: number } }>;
}

interface Aggregate {
  match(condition: object): Aggregate;
  group(fields: object): Aggregate;
  bucket(options: object): Aggregate;
  lookup(options: object): Aggregate;
  sort(fields: object): Aggregate;
  end(): Promise<{ list: unknown[] }>;
}

interface Collection extends Query {
  doc(id: string): DocumentReference;
  add(options: { data: object }): Promise<{ _id: string }>;
  aggregate(): Aggregate;
}

export interface TransactionReference {
  collection(name: string): Pick<Collection, 'doc' | 'add'>;
  commit(): Promise<unknown>;
  rollback(reason?: unknown): Promise<unknown>;
}

/** The operators that the tests use. */
type Operator =
  | 'and'
  | 'or'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'in'
  | 'inc'
  | 'push'
  | 'remove'
  | 'elemMatch'
  | 'expr'
  | 'sum'
  | 'eq'
  | 'week';
type Command = { readonly [name in Operator]: (...operands: unknown[]) => Command };

export interface WxDatabase {
  readonly command: Command & { readonly aggregate: Command };
  collection(name: string): Collection;
  RegExp(options: { regexp: string; options: string }): object;
  serverDate(options: { offset: number }): object;
  startTransaction(): Promise<TransactionReference>;
  runTransaction<T>(work: (transaction: TransactionReference) => Promise<T>): Promise<T>;
}

/** wx-server-sdk 4.0.2. */
export interface WxServerSdk {
  readonly DYNAMIC_CURRENT_ENV: symbol;
  readonly openapi: Record<string, Record<string, (params: object) => Promise<Record<string, unknown>>>>;
  readonly cloudPay: Record<string, (params: object) => Promise<Record<string, unknown>>>;
  init(options: { env: string | symbol }): void;
  database(options?: { env: string }): WxDatabase;
  callFunction(options: { name: string; data?: object }): Promise<{ result: unknown }>;
  getOpenData(options: { list: string[] }): Promise<{ list: unknown[] }>;
  uploadFile(options: { cloudPath: string; fileContent: Buffer }): Promise<{ fileID: string }>;
  downloadFile(options: { fileID: string }): Promise<{ fileContent: Buffer }>;
  getTempFileURL(options: {
    fileList: string[];
  }): Promise<{ fileList: { tempFileURL: string; status: number }[] }>;
  deleteFile(options: { fileList: string[] }): Promise<{ fileList: { fileID: string; status: number }[] }>;
}

interface AdminTransaction {
  collection(name: string): {
    doc(id: string): {
      get(): Promise<{ data: Record<string, unknown> }>;
      update(data: object): Promise<unknown>;
      set(data: object): Promise<unknown>;
      delete(): Promise<unknown>;
    };
    add(data: object): Promise<unknown>;
  };
}

/** Answers of generation 1: errors are returned, not thrown. */
type AdminAnswer = Record<string, unknown> & { readonly code?: string; readonly message?: string };

interface OpenAdminTransaction extends AdminTransaction {
  commit(): Promise<unknown>;
}

interface AdminQuery {
  where(condition: object): AdminQuery;
  orderBy(field: string, direction: 'asc' | 'desc'): AdminQuery;
  get(): Promise<AdminAnswer & { data: Record<string, unknown>[] }>;
  count(): Promise<AdminAnswer>;
  update(data: object): Promise<AdminAnswer>;
  updateAndReturn(data: object): Promise<AdminAnswer>;
  remove(): Promise<AdminAnswer>;
}

export interface AdminDatabase {
  readonly command: Command & { readonly aggregate: Command };
  serverDate(): object;
  collection(name: string): AdminQuery & {
    doc(id: string): {
      get(): Promise<AdminAnswer & { data: Record<string, unknown>[] }>;
      set(data: object): Promise<AdminAnswer>;
      create(data: object): Promise<AdminAnswer>;
    };
    add(data: object): Promise<AdminAnswer>;
    aggregate(): { group(fields: object): { end(): Promise<AdminAnswer> } };
  };
  startTransaction(): Promise<OpenAdminTransaction>;
  runTransaction(work: (transaction: AdminTransaction) => Promise<unknown>): Promise<unknown>;
}

interface AdminApp {
  init(options: object): void;
  database(): AdminDatabase;
  callFunction(options: { name: string; data: object }): Promise<AdminAnswer>;
  uploadFile(options: { cloudPath: string; fileContent: Buffer }): Promise<AdminAnswer & { fileID: string }>;
  downloadFile(options: { fileID: string }): Promise<AdminAnswer & { fileContent: Buffer }>;
  getTempFileURL(options: { fileList: string[] }): Promise<{ fileList: { tempFileURL: string }[] }>;
  deleteFile(options: { fileList: string[] }): Promise<unknown>;
}

export type TcbAdminNode = AdminApp;

/** @cloudbase/node-sdk 3. */
export interface CloudbaseNodeSdk {
  readonly SYMBOL_CURRENT_ENV: symbol;
  init(options: { env: symbol }): AdminApp;
}

export const loadWxServerSdk = (): WxServerSdk => jest.requireActual<WxServerSdk>('wx-server-sdk');
export const loadTcbAdminNode = (): TcbAdminNode => jest.requireActual<TcbAdminNode>('tcb-admin-node');
export const loadNodeSdk = (): CloudbaseNodeSdk =>
  jest.requireActual<CloudbaseNodeSdk>('@cloudbase/node-sdk');
