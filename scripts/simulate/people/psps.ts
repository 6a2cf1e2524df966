/** What happens at the PSPs without the shop: the bank's answers, refunds in the back office, new keys, forgeries, bad days. */
import type { HeldRefund } from '../psp-house';
import type { Result } from '../world';
import { withBlock } from './others';
import { delivery, anyOrder, orRefused, type Deed, type Stage } from './stage';

/** The bank answers a refund that is on its way, or settles one that had failed. */
export function bank({ world, dice }: Stage): Deed {
  return () => {
    const { house, paySps } = world;
    // Nobody settles by hand what a colleague has just called failed.
    const isByHand = ({ state, out_refund_no: no }: HeldRefund): boolean =>
      state === 'failed' && !world.judgedRefunds.has(no);
    const open = house.refunds(paySps).filter((one) => one.state === 'processing' || isByHand(one));
    if (open.length === 0) return undefined;
    const { paySp, out_refund_no, out_trade_no, state } = dice.pick(open);
    const event = dice.pick(['refund_ok', 'refund_fail'] as const);
    const refund_status = dice.pick(['ABNORMAL', 'CLOSED'] as const);
    world.scheduler.note(() => `the bank at ${paySp}: ${event} ${out_refund_no} ${refund_status}`);
    const failure = event === 'refund_fail' ? { refund_status } : {};
    const named = out_refund_no === '' ? {} : { out_refund_no };
    // What people settle by hand is reported to nobody.
    const way = state === 'failed' ? { drop_notify: true } : delivery(dice);
    orRefused(house.event(paySp, { event, out_trade_no, ...named, ...failure, ...way }));
    return undefined;
  };
}

/** The merchant gives money back by hand; or all of it is taken back, as a bank does in a chargeback. */
export function backOffice({ world, dice }: Stage): Deed {
  return () => {
    const { house, paySps } = world;
    const paid = house.payments(paySps).filter(({ state }) => state === 'paid');
    if (paid.length === 0) return undefined;
    const { paySp, trade_no, out_trade_no } = dice.pick(paid);
    const amount = dice.pick([100, 345, 690, undefined]);
    world.scheduler.note(() => `the back office at ${paySp} refunds ${amount ?? 'all'} of ${out_trade_no}`);
    orRefused(house.refundElsewhere(paySp, { trade_no, ...(amount === undefined ? {} : { amount }) }));
    return undefined;
  };
}

export function forger(stage: Stage): Deed {
  const { world, dice } = stage;
  return () => {
    const out_trade_no = anyOrder(stage);
    if (out_trade_no === undefined) return undefined;
    const paySp = dice.pick(world.paySps);
    const event = dice.pick(['forge', 'replay', 'old replay', 'signtest'] as const);
    world.scheduler.note(() => `somebody tries: ${event} for ${out_trade_no}`);
    const what =
      event === 'old replay'
        ? ({ event: 'replay', age_ms: dice.pick([299, 301, 86_400]) * 1000 } as const)
        : event === 'replay'
          ? { event }
          : { event, out_trade_no };
    orRefused(world.house.event(paySp, { ...what, unsigned: dice.chance(0.3) }));
    return undefined;
  };
}

const KEYED = ['v3', 'v3sp'];

/** WeChat Pay signs with a new certificate; later with its public key alone, which the merchant has configured before. */
export function newKeys({ world, dice }: Stage): Deed {
  const paySps = world.paySps.filter((paySp) => KEYED.includes(paySp));
  let stage = 0;
  return () => {
    const [paySp] = paySps;
    if (paySp === undefined || stage > 3) return undefined;
    stage += 1;
    const event = (['rotate_certificate', 'rotate_certificate', undefined, 'public_key_only'] as const)[
      stage - 1
    ];
    world.scheduler.note(`new keys at ${paySp}: ${event ?? 'the public key is configured'}`);
    if (event === undefined) world.amendConfiguration((document) => withPublicKey(world, document, paySp));
    else if (dice.chance(0.7)) orRefused(world.house.event(paySp, { event }));
    return undefined;
  };
}

function withPublicKey({ house }: Stage['world'], document: Result, paySp: string): Result {
  const { public_key_id, public_key } = house.sandbox(paySp).view().keys ?? {};
  return withBlock(document, paySp, { public_key_id, public_key });
}

/** A PSP is down, or hangs, for a while. */
export function weather({ world, dice }: Stage): Deed {
  return () => {
    const paySp = dice.pick(world.paySps);
    const mishap = dice.pick(['refused', 'lost', 'answer lost', 'busy'] as const);
    const ms = dice.pick([5_000, 30_000, 600_000]);
    world.scheduler.note(() => `(${paySp}: ${mishap} for ${ms / 1000} s)`);
    world.network.outage = { paySp, mishap, until: world.now() + ms };
    return undefined;
  };
}
