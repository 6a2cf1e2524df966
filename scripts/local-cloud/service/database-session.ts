// What a database action works on: a store, the local time, and the transaction that it names.
import { decode, decodeDoc } from '../database/ejson';
import { Filter, type Selection } from '../database/query/filter';
import { isDoc, type Doc } from '../database/document';
import type { Rewritten } from '../database/change';
import type { Store } from '../database/store';
import type { Transaction } from '../database/transactions';
import { matchedPosition } from '../database/query/matched-position';
import { checkStored } from '../database/update/stored-names';
import { onInsert, updated } from '../database/update/update';
import type { Params } from './params';

/** The fields of an answer, beside the request id. */
export type Answer = Record<string, unknown>;
export type DatabaseAction = (session: DatabaseSession, params: Params) => Answer | Promise<Answer>;

/** A change of documents in the words of the wire. */
export interface Modification {
  readonly criteria: Doc;
  /** Update operators when `merge`, otherwise the whole document. */
  readonly data: Doc;
  readonly merge: boolean;
  readonly multi: boolean;
  readonly upsert: boolean;
}

export class DatabaseSession {
  constructor(
    readonly store: Store,
    private readonly now: () => number,
    /** The documents of another collection, for the stages of a pipeline that look into one: all of them unless told. */
    private readonly others = (name: string): readonly Doc[] =>
      store.names().includes(name) ? [...store.each(name)] : [],
  ) {}

  /** Local time in milliseconds. */
  get time(): number {
    return this.now();
  }

  /** An EJSON field as an object; a missing one is empty. */
  doc(params: Params, name: string): Doc {
    const text = params.optionalText(name);
    return text === undefined ? {} : decodeDoc(text, this.time);
  }

  value(text: string): unknown {
    return decode(text, this.time);
  }

  transaction(params: Params): Transaction | undefined {
    const id = params.optionalText('transactionId');
    return id === undefined ? undefined : this.store.transaction(id);
  }

  async find(params: Params, criteria: Doc, selection: Selection): Promise<Doc[]> {
    const filter = await Filter.compile(criteria);
    return this.store.find(params.text('collectionName'), filter, selection, this.transaction(params));
  }

  async count(params: Params, criteria: Doc): Promise<number> {
    return this.store.count(params.text('collectionName'), await Filter.compile(criteria));
  }

  /** Applies update operators to what matches. */
  async update(params: Params, change: Omit<Modification, 'merge' | 'upsert'>): Promise<Rewritten> {
    const filter = await Filter.compile(change.criteria);
    const next = (doc: Doc): Doc | undefined =>
      updated(doc, change.data, (list) => matchedPosition(change.criteria, doc, list));
    const name = params.text('collectionName');
    return this.store.rewrite(name, { filter, multi: change.multi, next }, this.transaction(params));
  }

  async modify(params: Params, change: Modification): Promise<{ updated: number; upsertId: unknown }> {
    const { matched, changed } = await (change.merge
      ? this.update(params, change)
      : this.replace(params, change));
    if (matched > 0 || !change.upsert) return { updated: changed, upsertId: null };
    const name = params.text('collectionName');
    try {
      const [upsertId] = await this.store.insert(name, [upserted(change)], this.transaction(params));
      return { updated: 0, upsertId };
    } catch (error) {
      if (!(await this.appeared(params, change.criteria))) throw error;
      return this.modify(params, change);
    }
  }

  private async replace(params: Params, { criteria, multi, data }: Modification): Promise<Rewritten> {
    checkStored(data);
    const rewrite = {
      filter: await Filter.compile(criteria),
      multi,
      whole: true,
      next: (doc: Doc) => ({ _id: doc._id, ...data }),
    };
    return this.store.rewrite(params.text('collectionName'), rewrite, this.transaction(params));
  }

  /** Whether somebody else has made the document that an upsert names, which it may find when it has waited. */
  private async appeared(params: Params, criteria: Doc): Promise<boolean> {
    if (params.optionalText('transactionId') !== undefined || Object.keys(criteria).join() !== '_id')
      return false;
    return (await this.count(params, criteria)) > 0;
  }

  async remove(params: Params, criteria: Doc, multi: boolean): Promise<number> {
    const rewrite = { filter: await Filter.compile(criteria), multi, next: () => null };
    return (await this.store.rewrite(params.text('collectionName'), rewrite, this.transaction(params)))
      .changed;
  }

  async aggregate(params: Params): Promise<Doc[]> {
    const { aggregate } = await import('../database/pipeline/aggregation');
    const stages = this.stages(params);
    const docs = this.store.candidates(params.text('collectionName'), await firstFilter(stages));
    return aggregate(docs, stages, this.others);
  }

  private stages(params: Params): Doc[] {
    return params.objects('stages').map(({ stageKey, stageValue }) => {
      if (typeof stageKey !== 'string') throw params.wrong('stages', 'a list of {stageKey, stageValue}');
      return { [stageKey]: typeof stageValue === 'string' ? this.value(stageValue) : stageValue };
    });
  }
}

/** What the `$match` stages at the head of a pipeline ask for. */
async function firstFilter(stages: readonly Doc[]): Promise<Filter> {
  const others = stages.findIndex((stage) => !isDoc(stage.$match));
  const matches = stages.slice(0, others < 0 ? stages.length : others).map(({ $match: match }) => match);
  try {
    return await Filter.compile(matches.length > 0 ? { $and: matches } : {});
  } catch {
    // The pipeline itself says what is wrong with it.
    return Filter.compile();
  }
}

/** What an upsert inserts where it finds nothing. */
export function upserted({ criteria, data, merge }: Modification): Doc {
  const fresh = { _id: idNamedBy(criteria) };
  return merge ? (updated(fresh, onInsert(data)) ?? fresh) : { ...fresh, ...data };
}

function idNamedBy({ _id: id }: Doc): unknown {
  return typeof id === 'object' && id !== null && '$eq' in id ? id.$eq : id;
}
