/**
 * The cards of the official account: created, audited, changed, stocked, deleted. Sources: WeChat documentation, "create card",
 * "manage cards", "card audit events", read 2026-11.
 */
import * as v from 'valibot';
import { filled } from '../reading';
import { officialAccount } from './apps';
import {
  auditedFields,
  baseInfo,
  cardTypeNames,
  cardTypes,
  changedBase,
  closedTypes,
  colors,
  isSwipeCard,
  unauthorisedTypes,
  type BaseInfo,
  type CardType,
} from './card-body';
import { widens } from './card-dates';
import { ok, type Routes, takes } from './door';
import { secondMs, secondsOf, type WeixinKit } from './kit';
import { activationOf } from './member-card';
import { systemOpenid } from './people';
import type { Pushes } from './pushes';
import { Refusal, refusing } from './refusal';
import type { SubMerchants } from './sub-merchants';
import type { Table } from './table';

export const heldCard = v.object({
  cardId: v.string(),
  type: v.picklist(cardTypeNames),
  base: baseInfo,
  /** What stands beside `base_info`. */
  detail: v.record(v.string(), v.unknown()),
  status: v.picklist(['NOT_VERIFY', 'VERIFY_FAIL', 'VERIFY_OK', 'DELETE']),
  /** What is left, and what there ever was. */
  quantity: v.number(),
  total: v.number(),
  createdAt: v.number(),
  updatedAt: v.number(),
  /** A change that waits for its audit; until then the card stays as it was. */
  pending: v.exactOptional(v.object({ base: baseInfo, detail: v.record(v.string(), v.unknown()) })),
  auditAt: v.exactOptional(v.number()),
  /** Codes that were imported and not yet claimed. */
  codes: v.array(v.string()),
  payCell: v.boolean(),
  selfConsumeCell: v.boolean(),
  /** The activation form, once it was set. */
  form: v.exactOptional(v.record(v.string(), v.unknown())),
});
export type HeldCard = v.InferOutput<typeof heldCard>;

/** How long an audit takes here, by the local clock. */
const auditMs = 30 * secondMs;

export const cardId = v.pipe(filled, v.maxLength(64));
export const cardRefusal = refusing(41011, 40097);
const type = v.picklist(cardTypeNames, `40071 must be one of ${cardTypeNames.join(', ')}`);
const updateBody = v.looseObject({ card_id: cardId });
const stockBody = v.object({
  card_id: cardId,
  increase_stock_value: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  reduce_stock_value: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});
const statuses = ['NOT_VERIFY', 'VERIFY_FAIL', 'VERIFY_OK', 'DELETE', 'DISPATCH'] as const;
const listBody = v.object({
  offset: v.pipe(v.number(), v.integer(), v.minValue(0)),
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50, '40097 at most 50')),
  status_list: v.exactOptional(v.array(v.picklist(statuses.map((name) => `CARD_STATUS_${name}`)))),
});

export class Cards {
  readonly routes: Routes = {
    '/card/create': takes(
      'official_account',
      v.object({ card: v.looseObject({ card_type: type }) }),
      cardRefusal,
      ({ card }) => ok({ card_id: this.create(card).cardId }),
    ),
    '/card/get': takes('official_account', v.object({ card_id: cardId }), cardRefusal, ({ card_id }) =>
      ok({ card: words(this.named(card_id)) }),
    ),
    '/card/batchget': takes('official_account', listBody, cardRefusal, (body) => this.list(body)),
    '/card/update': takes('official_account', updateBody, cardRefusal, (body) => this.update(body)),
    '/card/modifystock': takes('official_account', stockBody, cardRefusal, (body) => this.stock(body)),
    '/card/delete': takes('official_account', v.object({ card_id: cardId }), cardRefusal, ({ card_id }) => {
      this.change(this.named(card_id), { status: 'DELETE' });
      return ok();
    }),
    '/card/getcolors': takes('official_account', v.object({}), cardRefusal, () =>
      ok({ colors: Object.entries(colors).map(([name, value]) => ({ name, value })) }),
    ),
  };
  private readonly held: Table<HeldCard>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly pushes: Pushes,
    private readonly merchants: Pick<SubMerchants, 'assertApproved'>,
  ) {
    this.held = kit.tables.open('cards', heldCard, (each) => each.cardId);
    for (const each of this.held.all())
      if (each.auditAt !== undefined) this.planAudit(each.cardId, each.auditAt);
  }

  all(): HeldCard[] {
    return this.held.all();
  }

  named(id: string): HeldCard {
    const found = this.held.get(id);
    if (!found) throw new Refusal(40073, id);
    return found;
  }

  change(card: HeldCard, change: Partial<HeldCard>): HeldCard {
    return this.held.put({ ...card, ...change, updatedAt: this.kit.clock.now() });
  }

  /** Puts a card in place that was made and audited before anybody looked. */
  put(id: string, card: Readonly<Record<string, unknown>> & { card_type: CardType }): HeldCard {
    return this.held.put({ ...this.drafted(card), cardId: id, status: 'VERIFY_OK' });
  }

  /** WeChat's people have looked at the card. */
  audit(id: string, passes: boolean, reason = ''): HeldCard {
    this.kit.timers.cancel(`audit ${id}`);
    const { auditAt: _, pending, ...card } = this.named(id);
    const isNew = card.status === 'NOT_VERIFY';
    const status = isNew ? (passes ? 'VERIFY_OK' : 'VERIFY_FAIL') : card.status;
    const audited = this.held.put({ ...card, ...(passes ? pending : {}), status });
    void this.pushes.send(officialAccount, {
      FromUserName: systemOpenid,
      Event: passes ? 'card_pass_check' : 'card_not_pass_check',
      CardId: id,
      RefuseReason: reason,
    });
    return audited;
  }

  private create(body: Readonly<Record<string, unknown>> & { card_type: CardType }): HeldCard {
    if (closedTypes.includes(body.card_type))
      throw new Refusal(45160, `new cards of type ${body.card_type} are closed since 2021-04-01`);
    if (unauthorisedTypes.includes(body.card_type)) throw new Refusal(72021);
    const auditAt = this.kit.clock.now() + auditMs;
    const card = this.held.put({ ...this.drafted(body), auditAt });
    this.planAudit(card.cardId, auditAt);
    return card;
  }

  /** A card as its body describes it; refuses a wrong one. */
  private drafted(body: Readonly<Record<string, unknown>> & { card_type: CardType }): HeldCard {
    const { base, detail } = parsed(body.card_type, body[body.card_type.toLowerCase()], '');
    if (base.sub_merchant_info) this.merchants.assertApproved(base.sub_merchant_info.merchant_id);
    const now = this.kit.clock.now();
    return {
      cardId: `p${this.kit.dice.hex(14).slice(1)}`,
      type: body.card_type,
      ...{ base, detail },
      status: 'NOT_VERIFY',
      quantity: base.sku.quantity,
      total: base.sku.quantity,
      createdAt: now,
      updatedAt: now,
      codes: [],
      payCell: false,
      selfConsumeCell: false,
    };
  }

  private list({ offset, count, status_list: wanted }: v.InferOutput<typeof listBody>): object {
    const found = this.held.all().filter(({ status }) => wanted?.includes(`CARD_STATUS_${status}`) ?? true);
    const page = found.slice(offset, offset + count);
    return ok({ card_id_list: page.map((each) => each.cardId), total_num: found.length });
  }

  private update(body: Readonly<Record<string, unknown>> & { card_id: string }): object {
    const card = this.named(body.card_id);
    if (card.status === 'DELETE') throw new Refusal(40078);
    const key = card.type.toLowerCase();
    const given = v.safeParse(v.looseObject({ base_info: v.exactOptional(changedBase) }), body[key]);
    if (!given.success) throw cardRefusalOf(given.issues[0], key);
    const { base_info: changed = {}, ...more } = given.output;
    const { base, detail } = parsed(
      card.type,
      { ...card.detail, ...more, base_info: { ...card.base, ...changed } },
      key,
    );
    checkChange(card, base, detail);
    const again = [...Object.keys(changed), ...Object.keys(more)].some((name) =>
      auditedFields.includes(name),
    );
    if (!again) this.change(card, { base, detail });
    else {
      const auditAt = this.kit.clock.now() + auditMs;
      this.change(card, { pending: { base, detail }, auditAt });
      this.planAudit(card.cardId, auditAt);
    }
    return ok({ send_check: again });
  }

  private stock(body: v.InferOutput<typeof stockBody>): object {
    const { increase_stock_value: more, reduce_stock_value: less } = body;
    const card = this.named(body.card_id);
    if (more > 0 === less > 0)
      throw new Refusal(40097, 'exactly one of increase_stock_value, reduce_stock_value');
    const quantity = card.quantity + more - less;
    if (quantity < 0 || quantity > 100_000_000) throw new Refusal(40122, `quantity would be ${quantity}`);
    if (quantity < card.codes.length) throw new Refusal(40136);
    this.change(card, { quantity, total: Math.max(0, card.total + more - less) });
    return ok();
  }

  private planAudit(id: string, at: number): void {
    this.kit.timers.set(`audit ${id}`, at, () => void this.audit(id, true));
  }
}

type Parsed = Pick<HeldCard, 'base' | 'detail'>;

function parsed(name: CardType, value: unknown, prefix: string): Parsed {
  const result = v.safeParse(cardTypes[name], value);
  if (!result.success) throw cardRefusalOf(result.issues[0], prefix || `card.${name.toLowerCase()}`);
  const { base_info: base, ...detail } = result.output;
  if (base.center_title !== undefined && isSwipeCard(base)) throw new Refusal(40145);
  return { base, detail };
}

const cardRefusalOf = (issue: v.BaseIssue<unknown>, prefix: string): Refusal =>
  cardRefusal({
    field: [prefix, v.getDotPath(issue)].filter(Boolean).join('.'),
    issue: issue.message,
    isMissing: issue.received === 'undefined',
    value: issue.input,
  });

function checkChange(card: HeldCard, base: BaseInfo, detail: Parsed['detail']): void {
  if (!widens(card.base.date_info, base.date_info)) throw new Refusal(40100);
  for (const name of ['supply_bonus', 'supply_balance'])
    if (card.detail[name] === true && detail[name] === false) throw new Refusal(40135);
  if (card.type === 'MEMBER_CARD' && activationOf(detail) !== 1)
    throw new Refusal(40097, 'one way of activation');
}

/** A card as `card/get` words it. */
function words(card: HeldCard): object {
  const { date_info, sku: _, color, ...base } = card.base;
  const own = {
    base_info: {
      id: card.cardId,
      ...base,
      color: colors[color] ?? color,
      date_info,
      sku: { quantity: card.quantity, total_quantity: card.total },
      get_limit: base.get_limit ?? 50,
      status: `CARD_STATUS_${card.status}`,
      create_time: secondsOf(card.createdAt),
      update_time: secondsOf(card.updatedAt),
    },
    ...card.detail,
  };
  return { card_type: card.type, [card.type.toLowerCase()]: own };
}
