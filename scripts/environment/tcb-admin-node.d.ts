/** The part of tcb-admin-node 1 that is used here; its own package has no typings. Errors are returned, not thrown. */
declare module 'tcb-admin-node' {
  interface Answer {
    readonly data?: readonly Readonly<Record<string, unknown>>[];
    readonly code?: string;
    readonly message?: string;
  }
  interface Query {
    where(condition: object): Query;
    orderBy(field: string, direction: 'asc' | 'desc'): Query;
    limit(count: number): Query;
    get(): Promise<Answer>;
  }
  interface Database {
    readonly command: { gt(value: unknown): object };
    collection(name: string): Query;
  }
  const sdk: { init(options: object): void; database(): Database };
  export default sdk;
  export type { Database, Query };
}
