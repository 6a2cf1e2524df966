/** Section `member` of the configuration: which card members have, and what earns points and a level. */
import { FieldError, flag, listOf, optional, required, text, whole } from '../kernel/fields';
import type { Fields, Reader, ValuesOf } from '../kernel/fields';
import { isObject } from '../kernel/json';

/** `per` minor units of a payment earn `points`; where `feeType` is given, only payments in that currency do. */
export interface Earn {
  readonly per: number;
  readonly points: number;
  readonly feeType?: string;
}

/** Whoever has earned `from` points in all has this level. */
export interface Level {
  readonly name: string;
  readonly from: number;
}

export interface Membership {
  readonly cardId: string;
  /** Further cards that customers may put into their wallets. */
  readonly cards: readonly string[];
  readonly earn: Earn | undefined;
  /** Lowest first; empty where there are none. */
  readonly levels: readonly Level[];
  /** Which of the card's three custom fields shows the level. */
  readonly levelField: number;
  /** Whether the card shows a balance. */
  readonly hasBalance: boolean;
  /** The card is made so that only the person whom its signature names may take it. */
  readonly bindsOpenid: boolean;
}

const cardId = text(/^[\w-]{8,64}$/, 'must be the id of a member card');
/** WeChat shows so much in a custom field of a card (WeChat documentation, "update member information", read 2026-11). */
const LEVEL_BYTES = 12;

const earn: Reader<Earn> = {
  secret: false,
  read(raw) {
    const block = isObject(raw) ? raw : {};
    const currency = text(/^[A-Z]{3}$/, 'fee_type must be an ISO 4217 code such as EUR');
    return {
      per: whole(1, 1_000_000_000).read(block.per),
      points: whole(1, 1_000_000).read(block.points),
      ...(block.fee_type === undefined ? {} : { feeType: currency.read(block.fee_type) }),
    };
  },
};

const level: Reader<Level> = {
  secret: false,
  read(raw) {
    const block = isObject(raw) ? raw : {};
    const name = text().read(block.name);
    if (Buffer.byteLength(name) > LEVEL_BYTES) {
      throw new FieldError(`has a name of more than ${LEVEL_BYTES} bytes, which no card shows`);
    }
    return { name, from: whole(0, 2_000_000_000).read(block.from) };
  },
};

const levels: Reader<readonly Level[]> = {
  secret: false,
  read(raw) {
    const list = [...listOf(level).read(raw)].sort((a, b) => a.from - b.from);
    const isTwice = list.some(({ from }, at) => list[at - 1]?.from === from);
    if (isTwice) throw new FieldError('must not have two levels that begin at the same points');
    return list;
  },
};

export const memberFields = {
  card_id: required(cardId, 'id of the member card'),
  cards: optional(listOf(cardId), 'ids of further cards that customers may add'),
  earn: optional(earn, 'points for payments'),
  levels: optional(levels, 'levels by the points that were earned in all'),
  level_field: optional(whole(1, 3), 'which custom field of the card shows the level'),
  balance: optional(flag, 'whether the card shows a balance'),
  bind_openid: optional(flag, 'whether the card was made with bind_openid'),
} satisfies Fields;

export const membershipOf = (values: ValuesOf<typeof memberFields>): Membership => ({
  cardId: values.card_id,
  cards: values.cards ?? [],
  earn: values.earn,
  levels: values.levels ?? [],
  levelField: values.level_field ?? 1,
  hasBalance: values.balance ?? true,
  bindsOpenid: values.bind_openid ?? false,
});

/** The level of whoever has earned so much in all; undefined below the lowest. */
export const levelAt = ({ levels }: Pick<Membership, 'levels'>, earned: number): string | undefined =>
  levels.findLast(({ from }) => from <= earned)?.name;
