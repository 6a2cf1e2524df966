/** The calls that may die at any moment: what comes before them, what people do afterwards, and what must come of it. */
import { BUYER, OPERATOR, type Flow, type Shop } from './crash-world';

/** Longer than any lease. */
const LATER_MS = 35_000;

/** Does it again, at once and twice after waiting long enough, with the timer. */
async function later(shop: Shop, again: () => Promise<unknown>): Promise<void> {
  await again();
  for (let times = 0; times < 2; times += 1) {
    await shop.course.pass(LATER_MS, 1);
    await again();
  }
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

function mustBePaid(shop: Shop): void {
  const { state, hook } = shop.stored();
  if (state !== 'paid' || hook !== 'done') shop.world.wrong(`the order is ${state}, its hook ${hook}`);
}

function mustBeClosed(shop: Shop): void {
  const { state } = shop.stored();
  if (state !== 'closed') shop.world.wrong(`the order is ${state}, not closed`);
}

const refund = { action: 'refund', refund_fee: 200, out_refund_no: 'refund-one' };

/** Whoever got no answer has no number, and orders again. */
const create: Flow = {
  name: 'an order is placed',
  prepare: () => Promise.resolve(),
  act: (shop) => shop.tryToOrder(),
  async goOn(shop) {
    for (let times = 0; times < 3 && shop.outTradeNo === ''; times += 1) await shop.tryToOrder();
    await later(shop, () => shop.checkOut());
    shop.payAtPsp();
  },
  expect: mustBePaid,
};

const pay: Flow = {
  name: 'a payment is started',
  prepare: (shop) => shop.order(),
  act: (shop) => shop.checkOut(),
  async goOn(shop) {
    await later(shop, () => shop.checkOut());
    shop.payAtPsp();
  },
  expect: mustBePaid,
};

const close: Flow = {
  name: 'an order is closed',
  prepare: pending,
  act: (shop) => shop.ask(BUYER, { action: 'closeorder' }),
  goOn: (shop) => later(shop, () => shop.ask(BUYER, { action: 'closeorder' })),
  expect: mustBeClosed,
};

const closeWhatIsPaid: Flow = {
  ...close,
  name: 'an order is closed that was paid a moment ago',
  async prepare(shop) {
    await pending(shop);
    shop.payAtPsp({ drop_notify: true });
  },
  expect: mustBePaid,
};

const giveBack: Flow = {
  name: 'a refund is sent',
  prepare: paid,
  act: (shop) => shop.ask(OPERATOR, refund),
  goOn: (shop) => later(shop, () => shop.ask(OPERATOR, refund)),
  expect(shop) {
    const back = shop.refundedAtPsp();
    const isTold = shop.stored().attention.length > 0;
    if (back !== 200 && !(back === 0 && isTold)) shop.world.wrong(`${back} went back instead of 200`);
  },
};

const notice: Flow = {
  name: 'a notice of a payment is taken',
  prepare: pending,
  async act(shop) {
    shop.payAtPsp();
    await shop.course.finish();
  },
  goOn: (shop) => later(shop, () => shop.timer()),
  expect: mustBePaid,
};

const timer: Flow = {
  name: 'the timer finds a payment that nobody reported',
  async prepare(shop) {
    await pending(shop);
    shop.payAtPsp({ drop_notify: true });
    await shop.course.pass(LATER_MS, 0);
  },
  act: (shop) => shop.timer(),
  goOn: (shop) => later(shop, () => shop.timer()),
  expect: mustBePaid,
};

const timerEnds: Flow = {
  name: 'the timer ends an order that nobody paid',
  async prepare(shop) {
    await pending(shop);
    await shop.course.pass(3 * 3600_000, 0);
  },
  act: (shop) => shop.timer(),
  goOn: (shop) => later(shop, () => shop.timer()),
  expect: mustBeClosed,
};

export const flows: readonly Flow[] = [
  create,
  pay,
  close,
  closeWhatIsPaid,
  giveBack,
  notice,
  timer,
  timerEnds,
];
