/** No PSP ever reports anything: what was paid and what went back becomes known all the same, by asking. */
import { paymentPace } from '../../miniprogram/services/polling';
import { lastLook } from '../../scripts/simulate/last-look';
import { PspHouse } from '../../scripts/simulate/psp-house';
import { paySps } from '../../shared/payments/psp';
import { isThorough, somePsps } from '../thorough';
import { BUYER, OPERATOR, Shop } from './crash-world';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ORDERS = isThorough ? 100 : 24;
/** The longest pause between two questions about a payment that somebody may be making, and the timer's own minute. */
const SOON_MS = 5 * MINUTE;

let house: PspHouse;
beforeAll(async () => {
  house = await PspHouse.open();
});
afterAll(() => house.close());

/** A shop in which nobody waits for a turn, looked at once at the end. */
function shopAt(paySp: string): Shop {
  const shop = new Shop(house, paySp, false);
  shop.world.scheduler.isDirect = true;
  shop.world.scheduler.afterStep = () => undefined;
  return shop;
}

test.each(somePsps(paySps))(
  `of ${ORDERS} orders at %s every payment and every refund is known at last`,
  async (paySp) => {
    const shop = shopAt(paySp);
    for (let n = 0; n < ORDERS; n += 1) {
      await shop.order(`oBuyer${n}`);
      await shop.checkOut(`oBuyer${n}`);
      if (n % 4 > 0) shop.payAtPsp({ drop_notify: true });
    }
    const paidHere = (): number => shop.world.orders().filter(({ state }) => state === 'paid').length;
    expect(paidHere()).toBe(0);
    await shop.course.pass(SOON_MS, 1);
    expect(paidHere()).toBe((ORDERS * 3) / 4);

    const refunded = shop.world.orders().filter(({ state }, at) => state === 'paid' && at % 2 === 0);
    for (const { outTradeNo } of refunded)
      await shop.ask(OPERATOR, { action: 'refund', out_trade_no: outTradeNo, refund_fee: 100 });
    await shop.course.quietEnd();
    lastLook(shop.world);
    expect(shop.world.violations).toEqual([]);
    expect(shop.world.orders().filter(({ state }) => state === 'closed')).toHaveLength(ORDERS / 4);
  },
);

/** How long after its payment an order is known to be paid, in milliseconds; `look` is what happens meanwhile. */
async function knownAfter(shop: Shop, look: (shop: Shop) => Promise<void>): Promise<number> {
  const paidAt = shop.world.now();
  shop.payAtPsp({ drop_notify: true });
  expect(house.payments(['vr'])).toMatchObject([{ state: 'paid' }]);
  for (let looks = 0; shop.stored().state !== 'paid' && looks < 400; looks += 1) await look(shop);
  return shop.world.now() - paidAt;
}

describe('at VR Payment, whose wallet platform reports nothing', () => {
  const waits = [0, 7 * SECOND, 50 * SECOND, 4 * MINUTE, 26 * MINUTE];

  test.each(waits)(
    'a page that is open knows within ten seconds of a payment made after %i ms',
    async (wait) => {
      const shop = shopAt('vr');
      await shop.order();
      await shop.checkOut();
      let asked = 0;
      const ask = async (): Promise<void> => {
        await shop.course.pass(paymentPace(asked), 0);
        asked += 1;
        await shop.ask(BUYER, { action: 'queryorder' });
      };
      for (const until = shop.world.now() + wait; shop.world.now() < until;) await ask();
      expect(await knownAfter(shop, ask)).toBeLessThan(10 * SECOND);
    },
  );

  test.each(waits)(
    'the timer alone knows within five minutes of a payment made after %i ms',
    async (wait) => {
      const shop = shopAt('vr');
      await shop.order();
      await shop.checkOut();
      await shop.course.pass(wait, 1);
      const known = await knownAfter(shop, () => shop.course.pass(SECOND, 1));
      expect(known).toBeLessThanOrEqual(SOON_MS);
    },
  );
});
