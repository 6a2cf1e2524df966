/** Two things that happen to one order at the same moment: every pair, in every state, in many orders of their steps. */
import type { PspHouse } from '../../scripts/simulate/psp-house';
import { lastLook } from '../../scripts/simulate/last-look';
import { connectorOf } from '../../shared/payments/psp';
import { BUYER, OPERATOR, Shop } from './crash-world';

export interface State {
  readonly name: string;
  prepare(shop: Shop): Promise<void>;
}

export interface Deed {
  readonly name: string;
  /** Begins it; what comes of it is waited for by nobody in particular. */
  begin(shop: Shop): void;
}

const LEASES_MS = 35_000;

/** Does something and ends its process with the first request to the PSP before its effect, or with the answer lost. */
async function dying(shop: Shop, moment: 'before' | 'after', work: () => Promise<unknown>): Promise<void> {
  shop.world.watch = (call, what, now) => {
    if (now === moment && what.startsWith('sends ')) call.instance.die('it was to die here');
  };
  await work();
  shop.world.watch = () => undefined;
  await shop.course.pass(LEASES_MS, 0);
}

async function pending(shop: Shop): Promise<void> {
  await shop.order();
  await shop.checkOut();
}

async function paid(shop: Shop): Promise<void> {
  await pending(shop);
  shop.payAtPsp();
  await shop.course.finish();
  await shop.ask(BUYER, { action: 'queryorder' });
}

const part = { action: 'refund', refund_fee: 200, out_refund_no: 'refund-one' };

export const states: readonly State[] = [
  { name: 'new', prepare: (shop) => shop.order() },
  { name: 'waiting for its payer', prepare: pending },
  {
    name: 'sent to its PSP by a process that died before',
    async prepare(shop) {
      await shop.order();
      await dying(shop, 'before', () => shop.checkOut());
    },
  },
  {
    name: 'sent to its PSP by a process that died after',
    async prepare(shop) {
      await shop.order();
      await dying(shop, 'after', () => shop.checkOut());
    },
  },
  {
    name: 'half closed by a process that died',
    async prepare(shop) {
      await pending(shop);
      await dying(shop, 'before', () => shop.ask(BUYER, { action: 'closeorder' }));
    },
  },
  {
    name: 'paid without anybody knowing',
    async prepare(shop) {
      await pending(shop);
      shop.payAtPsp({ drop_notify: true });
    },
  },
  {
    name: 'near its end',
    async prepare(shop) {
      await pending(shop);
      await shop.course.pass(118 * 60_000, 0);
    },
  },
  { name: 'paid', prepare: paid },
  {
    name: 'paid with a refund whose process died before',
    async prepare(shop) {
      await paid(shop);
      await dying(shop, 'before', () => shop.ask(OPERATOR, part));
    },
  },
  {
    name: 'paid with a refund whose process died after',
    async prepare(shop) {
      await paid(shop);
      await dying(shop, 'after', () => shop.ask(OPERATOR, part));
    },
  },
];

const asking =
  (openid: string, event: Readonly<Record<string, unknown>>) =>
  (shop: Shop): void => {
    void shop.world.ask('somebody', openid, { out_trade_no: shop.outTradeNo, ...event }).then((said) => {
      if (event.action === 'unifiedorder' && said?.errcode === 0) shop.tickets.handOut(shop.outTradeNo, said);
    });
  };

export const deeds: readonly Deed[] = [
  { name: 'pays by WeChat', begin: asking(BUYER, { action: 'unifiedorder', pay_method: 'wechat' }) },
  { name: 'pays otherwise', begin: asking(BUYER, { action: 'unifiedorder', pay_method: 'alipay' }) },
  { name: 'closes', begin: asking(BUYER, { action: 'closeorder' }) },
  { name: 'looks', begin: asking(BUYER, { action: 'queryorder' }) },
  { name: 'refunds a part', begin: asking(OPERATOR, part) },
  { name: 'refunds the rest', begin: asking(OPERATOR, { action: 'refund' }) },
  {
    name: 'asks about a refund',
    begin: asking(OPERATOR, { action: 'queryrefund', out_refund_no: 'refund-one' }),
  },
  { name: 'runs the timer', begin: (shop) => void shop.world.runTimer() },
  { name: 'gives the money', begin: (shop) => shop.payAtPsp() },
];

export interface Duel {
  readonly house: PspHouse;
  readonly paySp: string;
  readonly state: State;
  readonly one: Deed;
  readonly other: Deed;
}

/** What was violated, after the story that led to it; nothing when all went well. */
export async function fight(
  { house, paySp, state, one, other }: Duel,
  seed: number,
): Promise<readonly string[]> {
  const shop = new Shop(house, paySp, seed);
  await state.prepare(shop);
  shop.world.scheduler.note(`(${one.name}, and ${other.name})`);
  one.begin(shop);
  other.begin(shop);
  await shop.course.finish();
  if (seed % 2 === 0) shop.payAtPsp();
  await shop.course.quietEnd();
  if (shop.world.violations.length === 0) lastLook(shop.world);
  return shop.world.violations.length === 0
    ? []
    : [...shop.world.scheduler.history, ...shop.world.violations];
}

/** Every pair of deeds that a PSP knows, each also with itself. */
export function pairs(paySp: string): readonly (readonly [Deed, Deed])[] {
  const methods = connectorOf(paySp)?.can.payMethods ?? [];
  const known = deeds.filter(({ name }) => name !== 'pays otherwise' || methods.includes('alipay'));
  return known.flatMap((one, at) => known.slice(at).map((other) => [one, other] as const));
}
