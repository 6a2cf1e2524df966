/**
 * Merchants whom the account issues cards for. Source: WeChat documentation, "sub-merchants of third-party card issuing", read
 * 2026-11.
 */
import * as v from 'valibot';
import { filled } from '../reading';
import { officialAccount } from './apps';
import { controlEvent, type ControlEvents } from './control';
import { asks, ok, type Route, type Routes, takes } from './door';
import { minuteMs, secondsOf, type WeixinKit } from './kit';
import { systemOpenid } from './people';
import type { Pushes } from './pushes';
import { Refusal, refusing } from './refusal';
import type { Table } from './table';

const statuses = ['CHECKING', 'APPROVED', 'REJECTED', 'EXPIRED'] as const;
const given = {
  brand_name: v.pipe(filled, v.maxBytes(36, '45021 at most 36 bytes')),
  app_id: v.exactOptional(v.string()),
  logo_url: v.pipe(filled, v.maxLength(128, '45021 at most 128 characters')),
  protocol: filled,
  agreement_media_id: v.exactOptional(v.string()),
  operator_media_id: v.exactOptional(v.string()),
  end_time: v.pipe(v.number(), v.integer()),
  primary_category_id: v.number(),
  secondary_category_id: v.number(),
};
const heldMerchant = v.object({
  ...given,
  merchant_id: v.number(),
  status: v.picklist(statuses),
  create_time: v.number(),
  update_time: v.number(),
  begin_time: v.number(),
  /** Milliseconds; until then it is looked at. */
  checkedAt: v.exactOptional(v.number()),
});
type HeldMerchant = v.InferOutput<typeof heldMerchant>;

const submitBody = v.object({ info: v.object(given) });
const updateBody = v.object({ info: v.object({ ...given, merchant_id: v.number() }) });
const listBody = v.object({
  begin_id: v.exactOptional(v.number(), 0),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  status: v.exactOptional(v.picklist(statuses)),
});

/** How long looking at a merchant takes here, by the local clock. */
const checkMs = minuteMs;
/** WeChat's own list changes; two lines show its shape. */
const categories = [
  { primary: [1, '美食'], secondary: [101, '粤菜'] },
  { primary: [2, '生活服务'], secondary: [201, '零售'] },
] as const;

const post = <T>(schema: v.GenericSchema<unknown, T>, run: (body: T) => object): Route =>
  takes('official_account', schema, refusing(41011, 40097), run);

export class SubMerchants {
  readonly routes: Routes = {
    '/card/submerchant/submit': post(submitBody, ({ info }) => ok({ info: this.words(this.submit(info)) })),
    '/card/submerchant/update': post(updateBody, ({ info }) => ok({ info: this.words(this.update(info)) })),
    '/card/submerchant/get': post(v.object({ merchant_id: v.number() }), ({ merchant_id }) =>
      ok({ info: this.words(this.named(merchant_id)) }),
    ),
    '/card/submerchant/batchget': post(listBody, (body) => this.list(body)),
    '/card/getapplyprotocol': asks('official_account', () => ok({ category: categories.map(categoryWords) })),
  };
  readonly events: ControlEvents = {
    sub_merchant_check: controlEvent(
      v.strictObject({
        event: v.literal('sub_merchant_check'),
        merchant_id: v.number(),
        pass: v.boolean(),
        reason: v.exactOptional(v.string(), ''),
      }),
      ({ merchant_id, pass, reason }) => {
        this.check(merchant_id, pass, reason);
        return this.words(this.named(merchant_id));
      },
    ),
  };
  private readonly held: Table<HeldMerchant>;

  constructor(
    private readonly kit: WeixinKit,
    private readonly pushes: Pushes,
  ) {
    this.held = kit.tables.open('sub_merchants', heldMerchant, ({ merchant_id }) => String(merchant_id));
    for (const each of this.held.all()) this.plan(each);
  }

  /** Refuses a merchant for whom no card may be issued. */
  assertApproved(id: number): void {
    if (this.statusOf(this.named(id)) !== 'APPROVED') throw new Refusal(40140);
  }

  private submit(info: v.InferOutput<typeof submitBody>['info']): HeldMerchant {
    this.checkInfo(info);
    const now = secondsOf(this.kit.clock.now());
    const merchant_id = 426_000_000 + this.held.all().length + 1;
    return this.begin({ ...info, merchant_id, create_time: now, begin_time: now });
  }

  private update({ merchant_id, ...info }: v.InferOutput<typeof updateBody>['info']): HeldMerchant {
    const before = this.named(merchant_id);
    if (before.status === 'CHECKING') throw new Refusal(40140, 'the merchant is being looked at');
    this.checkInfo(info);
    const { create_time, begin_time } = before;
    return this.begin({ ...info, merchant_id, create_time, begin_time });
  }

  private begin(merchant: Omit<HeldMerchant, 'status' | 'update_time' | 'checkedAt'>): HeldMerchant {
    const now = this.kit.clock.now();
    const checkedAt = now + checkMs;
    const begun = this.held.put({ ...merchant, status: 'CHECKING', update_time: secondsOf(now), checkedAt });
    this.plan(begun);
    return begun;
  }

  private plan({ merchant_id, checkedAt }: HeldMerchant): void {
    if (checkedAt !== undefined)
      this.kit.timers.set(`sub-merchant ${merchant_id}`, checkedAt, () => this.check(merchant_id, true, ''));
  }

  private check(id: number, passes: boolean, reason: string): void {
    this.kit.timers.cancel(`sub-merchant ${id}`);
    const { checkedAt: _, ...merchant } = this.named(id);
    this.held.put({ ...merchant, status: passes ? 'APPROVED' : 'REJECTED' });
    void this.pushes.send(officialAccount, {
      FromUserName: systemOpenid,
      Event: 'card_merchant_check_result',
      MerchantId: id,
      IsPass: passes ? 1 : 0,
      Reason: reason,
    });
  }

  private list({ begin_id, limit, status }: v.InferOutput<typeof listBody>): object {
    const found = this.held
      .all()
      .filter(
        (each) => each.merchant_id > begin_id && (status ?? this.statusOf(each)) === this.statusOf(each),
      );
    const page = found.slice(0, limit);
    return ok({
      info_list: page.map((each) => this.words(each)),
      next_begin_id: page.at(-1)?.merchant_id ?? begin_id,
    });
  }

  private checkInfo({
    primary_category_id,
    secondary_category_id,
    end_time,
  }: v.InferOutput<typeof submitBody>['info']): void {
    const isKnown = categories.some(
      ({ primary, secondary }) =>
        primary[0] === primary_category_id && secondary[0] === secondary_category_id,
    );
    if (!isKnown) throw new Refusal(40104);
    if (end_time <= secondsOf(this.kit.clock.now())) throw new Refusal(40097, 'info.end_time is over');
  }

  private named(id: number): HeldMerchant {
    const found = this.held.get(String(id));
    if (!found) throw new Refusal(40139);
    return found;
  }

  private statusOf({ status, end_time }: HeldMerchant): HeldMerchant['status'] {
    return status === 'APPROVED' && end_time <= secondsOf(this.kit.clock.now()) ? 'EXPIRED' : status;
  }

  private words(merchant: HeldMerchant): object {
    const {
      protocol: _,
      agreement_media_id: __,
      operator_media_id: ___,
      checkedAt: ____,
      ...rest
    } = merchant;
    return { ...rest, status: this.statusOf(merchant) };
  }
}

const categoryWords = ({ primary, secondary }: (typeof categories)[number]): object => ({
  primary_category_id: primary[0],
  category_name: primary[1],
  secondary_category: [
    { secondary_category_id: secondary[0], category_name: secondary[1], need_qualification_stuffs: [] },
  ],
});
