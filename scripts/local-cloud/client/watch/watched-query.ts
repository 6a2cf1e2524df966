// One query that a mini-program watches: its result as it was told last, and what has been written since.
import type { Written } from '../../database/change-feed';
import type { Doc } from '../../database/document';
import { decodeDoc } from '../../database/ejson';
import { requestFailed } from '../../database/database-errors';
import { Filter } from '../../database/query/filter';
import { Params } from '../../service/params';
import type { Admission } from '../admission';
import { changesBetween, firstChanges, rowOf, type DocumentChange, type Row } from './document-changes';

/** More documents are not watched at once (WeChat documentation, realtime, read 2026-11). */
const mostWatched = 5000;

/** The result after a change, and the change. */
export interface Snapshot {
  readonly id: number;
  readonly type?: 'init';
  /** Extended JSON. */
  readonly docs: readonly string[];
  readonly changes: readonly DocumentChange[];
}

export class WatchedQuery {
  readonly collection: string;
  private readonly params: Params;
  private rows: readonly Row[] | undefined;
  private id: number;
  private writes = new Map<string, Written>();

  /** `body` may name the documents that are `known` already and the `id` of the snapshot that told them. */
  constructor(
    private readonly admission: Admission,
    private readonly body: Doc,
    private readonly openid: string | undefined,
  ) {
    this.params = new Params(body);
    this.collection = this.params.text('collectionName');
    this.id = this.params.optionalNumber('id') ?? 0;
    const known = body.known === undefined ? undefined : this.params.list('known');
    this.rows = known?.map((text) => rowOf(decodeDoc(String(text), 0)));
  }

  note(written: Written): void {
    const earlier = this.writes.get(written.key);
    this.writes.set(written.key, earlier ? { ...written, existed: earlier.existed } : written);
  }

  /** What to tell now; undefined where the result is what it was. Throws where the person may not read it, or not so. */
  async next(): Promise<Snapshot | undefined> {
    const { admission, params, openid } = this;
    const allowed = new Params(await admission.admitted(this.body, { operation: 'read', openid }));
    const filter = await Filter.compile(admission.session().doc(allowed, 'query'));
    // From here on nothing else runs: these writes are the ones that the result shows.
    const { writes, rows: before } = this;
    this.writes = new Map();
    const limit = params.optionalNumber('limit');
    const rows = this.found(filter, limit);
    const isLimited = limit !== undefined;
    const changes = before ? changesBetween(before, rows, { writes, isLimited }) : firstChanges(rows);
    this.rows = rows;
    if (before && changes.length === 0) return undefined;
    this.id += 1;
    return { id: this.id, ...(before ? {} : { type: 'init' }), docs: rows.map(({ text }) => text), changes };
  }

  private found(filter: Filter, limit = Infinity): readonly Row[] {
    const session = this.admission.session();
    const docs = session.store.candidates(this.collection, filter).filter((doc) => filter.matches(doc));
    const found = filter.inOrder(docs, this.order()).slice(0, limit);
    if (found.length > mostWatched)
      throw requestFailed(`more than ${mostWatched} documents match: watch fewer of them`);
    return found.map(rowOf);
  }

  private order(): Record<string, 1 | -1> {
    const { order } = this.body;
    return typeof order === 'object' && order !== null ? (order as Record<string, 1 | -1>) : {};
  }
}
