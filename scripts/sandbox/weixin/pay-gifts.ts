/**
 * Rules that give a member card to whoever pays. Source: WeChat documentation, "card after payment", read 2026-11.
 */
import * as v from 'valibot';
import { filled } from '../reading';
import { officialAccount } from './apps';
import type { Cards } from './cards';
import { ok, type Route, type Routes, takes } from './door';
import { secondsOf, type WeixinKit } from './kit';
import { Refusal, refusing } from './refusal';
import type { Table } from './table';

/** The merchants of WeChat Pay that are bound to the official account: those of the PSP sandboxes. */
const boundMchids = [
  ...['1900000001', '1900000002', '1900000100', '1900000109', '1900000200', '1900000209', '1900008812'],
];
/** How many merchants a rule may have is not published. */
const mostMchids = 100;

const seconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const ruleInfo = v.object({
  type: v.literal('RULE_TYPE_PAY_MEMBER_CARD'),
  base_info: v.object({
    mchid_list: v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^\d{8,10}$/, '72010 not a merchant number'))),
      v.minLength(1),
      v.maxLength(mostMchids, `72005 at most ${mostMchids}`),
    ),
    begin_time: seconds,
    end_time: seconds,
  }),
  member_rule: v.object({
    card_id: filled,
    least_cost: seconds,
    max_cost: seconds,
    jump_url: v.exactOptional(v.string()),
  }),
});
const heldRule = v.object({ ruleId: v.number(), info: ruleInfo });
type HeldRule = v.InferOutput<typeof heldRule>;

const listBody = v.object({
  type: v.literal('RULE_TYPE_PAY_MEMBER_CARD'),
  effective: v.exactOptional(v.boolean()),
  offset: v.exactOptional(seconds, 0),
  count: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
});
const oneBody = v.object({ rule_id: v.number() });

const post = <T>(schema: v.GenericSchema<unknown, T>, run: (body: T) => object): Route =>
  takes('official_account', schema, refusing(41011, 40097), run);

export class PayGifts {
  readonly routes: Routes = {
    '/card/paygiftcard/add': post(v.object({ rule_info: ruleInfo }), ({ rule_info }) => this.add(rule_info)),
    '/card/paygiftcard/delete': post(oneBody, ({ rule_id }) => {
      this.held.remove(String(this.named(rule_id).ruleId));
      return ok();
    }),
    '/card/paygiftcard/getbyid': post(oneBody, ({ rule_id }) =>
      ok({ rule_info: words(this.named(rule_id)) }),
    ),
    '/card/paygiftcard/batchget': post(listBody, (body) => this.list(body)),
  };
  private readonly held: Table<HeldRule>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly cards: Cards,
  ) {
    this.held = kit.tables.open('pay_gifts', heldRule, ({ ruleId }) => String(ruleId));
  }

  /** Takes the merchants that it can; the others come back with the reason. */
  private add(info: v.InferOutput<typeof ruleInfo>): object {
    const { base_info, member_rule } = info;
    const card = this.cards.named(member_rule.card_id);
    if (card.type !== 'MEMBER_CARD') throw new Refusal(72003);
    if (base_info.end_time <= secondsOf(this.kit.clock.now())) throw new Refusal(72032);
    if (base_info.begin_time >= base_info.end_time || member_rule.least_cost > member_rule.max_cost)
      throw new Refusal(40097, 'a range ends before it begins');
    const failed = base_info.mchid_list.flatMap((mchid) => this.refused(mchid) ?? []);
    const taken = base_info.mchid_list.filter((mchid) => !failed.some((each) => each.mchid === mchid));
    if (taken.length === 0) throw new Refusal(failed[0]?.errcode ?? 72002);
    const ruleId = Number.parseInt(this.kit.dice.hex(4), 16);
    this.held.put({ ruleId, info: { ...info, base_info: { ...base_info, mchid_list: taken } } });
    return ok({
      rule_id: ruleId,
      fail_mchid_list: failed,
      succ_mchid_list: taken.map((mchid) => ({ mchid })),
    });
  }

  private refused(mchid: string) {
    if (!boundMchids.includes(mchid))
      return { mchid, errcode: 72002, errmsg: 'mchid is not bound to the appid' };
    const holder = this.held
      .all()
      .find((each) => each.info.base_info.mchid_list.includes(mchid) && this.isEffective(each));
    if (!holder) return undefined;
    const occupier = { occupy_rule_id: holder.ruleId, occupy_appid: officialAccount.appid };
    return { mchid, errcode: 72004, errmsg: 'mchid is used by another rule', ...occupier };
  }

  private list({ effective, offset, count }: v.InferOutput<typeof listBody>): object {
    const found = this.held
      .all()
      .filter((each) => (effective ?? this.isEffective(each)) === this.isEffective(each));
    return ok({ rule_list: found.slice(offset, offset + count).map(words), total_count: found.length });
  }

  private isEffective({ info }: HeldRule): boolean {
    return info.base_info.end_time > secondsOf(this.kit.clock.now());
  }

  private named(id: number): HeldRule {
    const found = this.held.get(String(id));
    if (!found) throw new Refusal(72034);
    return found;
  }
}

const words = ({ ruleId, info }: HeldRule): object => ({ rule_id: ruleId, ...info });
