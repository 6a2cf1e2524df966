/** Reading and adding documents, with the two errors of the service that are no errors to us. */
import { cloud, type CloudCollection, type CloudDatabase } from './cloud';

export async function database(): Promise<CloudDatabase> {
  return (await cloud()).database();
}

export async function collection(name: string): Promise<CloudCollection> {
  return (await database()).collection(name);
}

const codeOf = (error: unknown): unknown =>
  isRecord(error) || error instanceof Error ? Reflect.get(error, 'errCode') : undefined;
const textOf = (error: unknown): string => (error instanceof Error ? error.message : JSON.stringify(error));

/** Nobody has written to the collection yet. */
export const isMissingCollection = (error: unknown): boolean => codeOf(error) === -502005;
/** The code differs between versions of the service, the text does not. */
const isDuplicate = (error: unknown): boolean => textOf(error).includes('E11000');

/** What a query finds; nothing in a collection that nobody has written to yet. */
export async function read(
  query: Promise<{ readonly data: readonly unknown[] }>,
): Promise<readonly unknown[]> {
  try {
    return (await query).data;
  } catch (error) {
    if (isMissingCollection(error)) return [];
    throw error;
  }
}

/** Adds a document, making its collection on first use. False when the `_id` is taken. */
export async function insert(name: string, data: Readonly<Record<string, unknown>>): Promise<boolean> {
  const db = await database();
  const add = async (): Promise<true> => {
    await db.collection(name).add({ data });
    return true;
  };
  try {
    return await add().catch(async (error: unknown) => {
      if (!isMissingCollection(error)) throw error;
      // Two functions may find it missing at once; the second creation fails and its add then succeeds.
      await db.createCollection(name).catch(() => undefined);
      return add();
    });
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The `_id` of a document, for people to find it by; "?" where it has none that can be written down. */
export function idIn(document: unknown): string {
  const id = isRecord(document) ? document._id : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '?';
}
