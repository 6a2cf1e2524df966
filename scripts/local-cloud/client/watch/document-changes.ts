// What has changed between two results of a watched query, in the words of WeChat's documentation (Collection.watch, read 2026-11) and on
// the wire of the vendor's SDK (@cloudbase/database 1.4.3, realtime).
import { keyOf, isDoc, type Doc } from '../../database/document';
import { encode } from '../../database/ejson';
import type { Written } from '../../database/change-feed';

/** A document of a result, and its text on the wire. */
export interface Row {
  readonly doc: Doc;
  readonly text: string;
}

export interface DocumentChange {
  readonly dataType: 'init' | 'add' | 'update' | 'replace' | 'remove' | 'limit';
  readonly queueType: 'init' | 'enqueue' | 'update' | 'dequeue';
  readonly docId: unknown;
  /** Extended JSON. */
  readonly doc: string;
  /** Extended JSON by dotted path. */
  readonly updatedFields?: string;
  readonly removedFields?: readonly string[];
}

type Writes = ReadonlyMap<string, Pick<Written, 'existed' | 'how'>>;

export const rowOf = (doc: Doc): Row => ({ doc, text: encode(doc) });

export const firstChanges = (rows: readonly Row[]): DocumentChange[] =>
  rows.map((row) => change(row, 'init', 'init'));

/** Documents that came, changed and went; those that only a limit moved are named last. */
export function changesBetween(
  before: readonly Row[],
  after: readonly Row[],
  { writes, isLimited }: { readonly writes: Writes; readonly isLimited: boolean },
): DocumentChange[] {
  const [known, present] = [byId(before), byId(after)];
  const written = (row: Row) => writes.get(keyOf(row.doc._id));
  const came = after.flatMap((row) => {
    const old = known.get(idOf(row));
    if (!old) return [change(row, arrival(written(row), isLimited), 'enqueue')];
    return old.text === row.text ? [] : [changed(old, row, written(row)?.how)];
  });
  const went = before
    .filter((row) => !present.has(idOf(row)))
    .map((row) => change(row, departure(written(row), isLimited), 'dequeue'));
  const all = [...came, ...went];
  const isMoved = ({ dataType }: DocumentChange): boolean => dataType === 'limit';
  return [...all.filter((one) => !isMoved(one)), ...all.filter(isMoved)];
}

const idOf = ({ doc }: Row): string => encode({ _id: doc._id });
const byId = (rows: readonly Row[]): ReadonlyMap<string, Row> => new Map(rows.map((row) => [idOf(row), row]));

const change = (
  { doc, text }: Row,
  dataType: DocumentChange['dataType'],
  queueType: DocumentChange['queueType'],
): DocumentChange => ({
  dataType,
  queueType,
  docId: doc._id,
  doc: text,
});

function arrival(written: Pick<Written, 'existed' | 'how'> | undefined, isLimited: boolean) {
  if (!written) return isLimited ? 'limit' : 'add';
  return written.existed ? wrote(written.how) : 'add';
}

function departure(written: Pick<Written, 'existed' | 'how'> | undefined, isLimited: boolean) {
  if (!written) return isLimited ? 'limit' : 'remove';
  return written.how;
}

/** A document that is there after it was removed was made anew. */
const wrote = (how: Written['how']): 'update' | 'replace' => (how === 'update' ? 'update' : 'replace');

function changed(old: Row, row: Row, how: Written['how'] = 'update'): DocumentChange {
  const made = change(row, wrote(how), 'update');
  if (made.dataType === 'replace') return made;
  const updated: Doc = {};
  const removed: string[] = [];
  compareFields(old.doc, row.doc, { updated, removed, path: '' });
  return { ...made, updatedFields: encode(updated), removedFields: removed };
}

interface Found {
  readonly updated: Doc;
  readonly removed: string[];
  readonly path: string;
}

/** Down to the fields that differ; a list that differs is named as a whole. */
function compareFields(old: Doc, next: Doc, { updated, removed, path }: Found): void {
  for (const field of Object.keys(old)) if (!(field in next)) removed.push(`${path}${field}`);
  for (const [field, value] of Object.entries(next)) {
    const [place, before] = [`${path}${field}`, old[field]];
    if (isDoc(before) && isDoc(value)) compareFields(before, value, { updated, removed, path: `${place}.` });
    else if (!(field in old) || encode({ value }) !== encode({ value: before })) updated[place] = value;
  }
}
