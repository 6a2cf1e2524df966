/**
 * wx-server-sdk, loaded on first use: it is the largest part of a cold start, and a refused notice never needs it.
 * Its own type declarations leave most results untyped, so the part that we use is declared here.
 */

import type { ReadStream } from 'node:fs';

/** Documents as the SDK gives them; whoever reads one parses it. */
export interface CloudQuery {
  where(condition: Readonly<Record<string, unknown>>): CloudQuery;
  orderBy(field: string, direction: 'asc' | 'desc'): CloudQuery;
  limit(count: number): CloudQuery;
  field(names: Readonly<Record<string, true>>): CloudQuery;
  count(): Promise<{ readonly total: number }>;
  get(): Promise<{ readonly data: readonly unknown[] }>;
  update(options: {
    readonly data: Readonly<Record<string, unknown>>;
  }): Promise<{ readonly stats: { readonly updated: number } }>;
  remove(): Promise<{ readonly stats: { readonly removed: number } }>;
}

export interface CloudCollection extends CloudQuery {
  add(options: { readonly data: Readonly<Record<string, unknown>> }): Promise<unknown>;
}

interface Condition {
  and(...conditions: readonly unknown[]): Condition;
}

export interface CloudDatabase {
  collection(name: string): CloudCollection;
  createCollection(name: string): Promise<unknown>;
  RegExp(expression: { readonly regexp: string; readonly options: string }): unknown;
  readonly command: {
    and(...conditions: readonly unknown[]): Readonly<Record<string, unknown>>;
    gte(value: number): Condition;
    in(values: readonly (string | null)[]): Condition;
    nin(values: readonly string[]): Condition;
    lt(value: number | string): Condition;
    gt(value: number | string): Condition;
    exists(is: boolean): Condition;
    /** Where a condition on a field does not hold; also where the field is missing, or of another type. */
    not(condition: Condition): Condition;
    or(...conditions: readonly unknown[]): Readonly<Record<string, unknown>>;
  };
}

export interface Cloud {
  init(options: { readonly env: unknown }): void;
  database(): CloudDatabase;
  getWXContext(): Readonly<Record<string, unknown>>;
  readonly cloudPay: Readonly<Record<string, ((data: unknown) => Promise<unknown>) | undefined>>;
  readonly openapi: unknown;
  uploadFile(file: {
    readonly cloudPath: string;
    readonly fileContent: ReadStream;
  }): Promise<{ readonly fileID: string }>;
  readonly DYNAMIC_CURRENT_ENV: unknown;
}

let loaded: Promise<Cloud> | undefined;

/** For programs outside the platform, which reach the same database in another way. */
export function useCloud(other: Cloud): void {
  loaded = Promise.resolve(other);
}

/** The SDK, initialised for the environment that the function runs in. */
export function cloud(): Promise<Cloud> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Cloud> {
  const module: unknown = await import('wx-server-sdk');
  // A CommonJS module arrives as itself or as `default`, depending on who bundled it.
  const sdk = (module as { default?: Cloud }).default ?? (module as Cloud);
  sdk.init({ env: sdk.DYNAMIC_CURRENT_ENV });
  return sdk;
}
