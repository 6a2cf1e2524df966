// What a phone has to know of the shop before anything is bought. Asked once; a failed question may be repeated.
import { read } from './cloud';

/** What a message that the buyer agreed to can tell. */
export type MessageKind = 'paid' | 'refunded' | 'shipped';

export interface ShopFacts {
  /** The currency that the shop sells in (ISO 4217). */
  readonly fee_type?: string;
  /** The PSPs whose operator the caller is; empty for everybody else. */
  readonly operator_of: readonly string[];
  /** Template ids of subscription messages, where the shop has them. */
  readonly templates: Readonly<Partial<Record<MessageKind, string>>>;
}

let facts: Promise<ShopFacts> | undefined;
let known: ShopFacts | undefined;

/** The shop's facts. */
export function shopFacts(): Promise<ShopFacts> {
  facts ??= read<Partial<ShopFacts>>('pay', { action: 'shop' }).then(
    ({ fee_type, operator_of = [], templates = {} }) => {
      known = { ...(fee_type === undefined ? {} : { fee_type }), operator_of, templates };
      return known;
    },
    (failure: unknown) => {
      facts = undefined;
      throw failure;
    },
  );
  return facts;
}

/** The facts where they are there already: WeChat asks for messages only in a tap, in which nothing may be awaited. */
export const knownShopFacts = (): ShopFacts | undefined => known;
