/** The part of tcb-admin-node 1 that is used here; its own package has no typings. Errors are returned, not thrown. */
declare module 'tcb-admin-node' {
  interface Answer {
    readonly data?: readonly Readonly<Record<string, unknown>>[];
    readonly total?: number;
    readonly updated?: number;
    readonly deleted?: number;
    readonly code?: string;
    readonly message?: string;
  }
  interface Query {
    where(condition: object): Query;
    orderBy(field: string, direction: 'asc' | 'desc'): Query;
    limit(count: number): Query;
    field(names: Readonly<Record<string, true>>): Query;
    get(): Promise<Answer>;
    count(): Promise<Answer>;
    update(data: object): Promise<Answer>;
    remove(): Promise<Answer>;
  }
  interface Collection extends Query {
    add(data: object): Promise<Answer>;
  }
  interface Condition {
    and(...conditions: readonly unknown[]): Condition;
  }
  interface Command {
    in(values: readonly unknown[]): Condition;
    nin(values: readonly unknown[]): Condition;
    eq(value: unknown): Condition;
    lt(value: unknown): Condition;
    gt(value: unknown): Condition;
    gte(value: unknown): Condition;
    and(...conditions: readonly unknown[]): Readonly<Record<string, unknown>>;
    exists(is: boolean): Condition;
    not(condition: unknown): Condition;
    set(value: unknown): unknown;
    remove(): unknown;
    or(...conditions: readonly unknown[]): Readonly<Record<string, unknown>>;
  }
  interface Database {
    readonly command: Command;
    RegExp(expression: { readonly regexp: string; readonly options: string }): unknown;
    collection(name: string): Collection;
    createCollection(name: string): Promise<Answer>;
  }
  interface Upload {
    readonly cloudPath: string;
    readonly fileContent: NodeJS.ReadableStream;
  }
  interface Sdk {
    init(options: object): void;
    database(): Database;
    uploadFile(file: Upload): Promise<Answer & { readonly fileID?: string }>;
  }
  const sdk: Sdk;
  export default sdk;
  export type { Answer, Collection, Database, Query, Sdk };
}
