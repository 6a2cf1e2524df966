/**
 * Twenty notices at once, at each PSP that sends any: true, forged, unsigned, with another amount, currency or merchant, an
 * unknown status, `null` as text, a trailing zero, and signed with a key that was changed in between.
 */
import type { HttpReply } from '../../shared/kernel/http';
import { paySps } from '../../shared/payments/psp';
import type { Notifications } from '../../shared/payments/psp/connector';
import type { Fields } from '../../shared/kernel/fields';
import { Dice } from '../bad-input/dice';
import { subjects, type Subject } from '../contract/subject';
import { definitions, type Comes } from './definitions';
import { ShopAtOnce, type Seen } from './shop-at-once';
import { definitionOf, newTrue, oldTrue, twentyOf, type Arriving } from './twenty';

/** How many ways for the twenty to overtake each other. */
const ORDERS = 8;

const STATUS_OF: Readonly<Record<string, number>> = { malformed: 400, unknown: 404 };
const NO_CONCERN = 'the notice concerns no payment or refund';

function listenerOf({ connector }: Subject): Notifications<Fields> {
  if (connector.notifications === 'none') throw new Error(`${connector.paySp} sends no notices`);
  return connector.notifications;
}

const isAcknowledged = (comes: Comes): boolean => ['booked', 'asked', 'aside', 'nothing'].includes(comes);

/** Refused notices leave nothing behind; all others are kept, as they came. */
const isKept = (comes: Comes): boolean => isAcknowledged(comes) || comes === 'unknown';

/** The reply that is defined for what a notice comes to. */
function replyOf(subject: Subject, comes: Comes): HttpReply | undefined {
  if (isAcknowledged(comes)) return subject.fixture.accepted;
  const why = comes === 'unknown' ? 'unknown order' : comes;
  return listenerOf(subject).refused(STATUS_OF[comes] ?? 401, why);
}

/** What a notice was seen to come to, in the words of the definitions. */
function cameTo({ verdict = '', reason, asked }: Seen): string {
  if (verdict === 'applied' || verdict === 'duplicate') return asked.length > 0 ? 'asked' : 'booked';
  if (verdict === 'kept_aside') return reason === NO_CONCERN ? 'nothing' : 'aside';
  return verdict === 'unknown_order' ? 'unknown' : verdict;
}

/** The shop after the order was made; where the PSP's key changes, it has just done so. */
async function shopWithOrder(subject: Subject, dice?: Dice): Promise<ShopAtOnce> {
  const shop = new ShopAtOnce(subject, dice);
  const { keyChange } = definitionOf(subject);
  if (!keyChange) return shop;
  shop.configure(keyChange.before);
  const early = await shop.take(newTrue(subject));
  expect(early.verdict).toBe(keyChange.foreign);
  shop.configure(keyChange.during);
  shop.wait();
  return shop;
}

function shuffled<T>(list: readonly T[], dice: Dice): readonly T[] {
  return list
    .map((one) => ({ one, at: dice.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

/** A notice as it is kept; a call came as an object, in which no number has a zero behind it. */
function rawOf({ notice: { method, body, query } }: Arriving): string {
  if (method === 'call') return JSON.stringify(JSON.parse(body));
  return body === '' ? new URLSearchParams(query).toString() : body;
}

/** Nothing came to be but what the notices are about. */
function expectNothingInvented(shop: ShopAtOnce): void {
  const { attempts, refunds, returns, total } = shop.order;
  expect(attempts.map(({ no }) => no)).toEqual(shop.orderBefore.attempts.map(({ no }) => no));
  expect([refunds, returns, total]).toEqual([[], [], shop.orderBefore.total]);
  expect(shop.isOtherUntouched).toBe(true);
}

function expectPaidOnce(shop: ShopAtOnce): void {
  const { order } = shop;
  expect(order).toMatchObject({ state: 'paid', paidAttempt: order.outTradeNo, hook: 'done' });
  expect(order.journal.filter(({ event }) => event.startsWith('paid at'))).toHaveLength(1);
  expect(shop.hooks).toBe(1);
}

/** What was well signed and did not fit waits for a person, who is told. */
function expectTold(shop: ShopAtOnce): void {
  expect(shop.order.attention.map(({ reason }) => reason)).toContain('kept_aside');
  const kept = shop.store.archive.filter(({ verdict }) => verdict === 'kept_aside');
  expect(kept.map(({ outTradeNo }) => outTradeNo)).toContain(shop.order.outTradeNo);
}

const listening = subjects.filter(({ connector }) => connector.notifications !== 'none');

/** Another sum that was signed is on record; one in a mere hint may be anybody's, and what the PSP said is. */
function expectAmountsKept({ order, store }: ShopAtOnce, isHint: boolean): void {
  const { value } = order.total;
  const amounts = store.archive.filter(({ reason }) => reason === '').map(({ amount }) => amount);
  if (isHint) expect(new Set(amounts)).toEqual(new Set([value]));
  const all = store.archive.map(({ amount }) => amount);
  for (const other of [value - 1, value + 1]) expect(all.includes(other)).toBe(!isHint);
}

test('there is a definition for each PSP that sends notices, and for no other', () => {
  expect(Object.keys(definitions).sort()).toEqual(listening.map(({ paySp }) => paySp).sort());
  expect(subjects.map(({ paySp }) => paySp).sort()).toEqual([...paySps].sort());
});

describe.each(listening.map((subject) => ({ paySp: subject.paySp, subject })))(
  'twenty notices of $paySp at once',
  ({ subject }) => {
    const { comes, keyChange } = definitionOf(subject);
    const twenty = twentyOf(subject);
    const isHint = comes.true === 'asked';

    test('are twenty, of which seven are true', () => {
      expect(twenty).toHaveLength(20);
      expect(twenty.filter(({ what }) => what.startsWith('true'))).toHaveLength(7);
    });

    test('each come to what is defined, and pay the order once', async () => {
      const shop = await shopWithOrder(subject);
      const seen = await shop.takeAll(twenty);
      const came = seen.map((one, at) => [twenty[at]?.what, cameTo(one), one.reply]);
      expect(came).toEqual(twenty.map(({ what, comes }) => [what, comes, replyOf(subject, comes)]));
      expectPaidOnce(shop);
      expectNothingInvented(shop);
      const kept = twenty.filter(({ comes }) => isKept(comes)).map(rawOf);
      expect(shop.store.archive.map(({ raw }) => raw).sort()).toEqual(kept.sort());
      if (twenty.some(({ comes }) => comes === 'aside')) expectTold(shop);
      expectAmountsKept(shop, isHint);
    });

    if (isHint)
      test('are asked about one by one, and before the order is paid', async () => {
        const shop = await shopWithOrder(subject);
        const seen = await shop.takeAll(twenty);
        const hints = twenty.filter(({ comes }) => comes === 'asked').length;
        expect(seen.flatMap(({ asked }) => asked)).toHaveLength(hints);
        expect(seen[0]?.asked).toEqual(['pending']);
        expectPaidOnce(shop);
      });

    if (isHint)
      test('pay nothing where the PSP, asked, says that nobody has paid', async () => {
        const shop = await shopWithOrder(subject);
        shop.isPaid = false;
        const seen = await shop.takeAll(twenty);
        const trueOnes = seen.filter((_one, at) => twenty[at]?.what === 'true');
        const again = listenerOf(subject).refused(500, 'OUTCOME_UNKNOWN');
        expect(trueOnes.map(({ reply }) => reply)).toEqual(trueOnes.map(() => again));
        expect(shop.order).toMatchObject({ state: 'pending', hook: 'none' });
        expect(shop.hooks).toBe(0);
        expectNothingInvented(shop);
      });

    test('are answered the same whichever comes first, and what pays the order is its very sum', async () => {
      for (let seed = 0; seed < ORDERS; seed += 1) {
        const dice = new Dice(`${subject.paySp} ${seed}`);
        const shop = await shopWithOrder(subject, dice);
        const arriving = shuffled(twenty, dice);
        const seen = await shop.takeAll(arriving);
        expect(seen.map(({ reply }) => reply)).toEqual(arriving.map(({ comes }) => replyOf(subject, comes)));
        expectNothingInvented(shop);
        if (isHint || shop.order.state === 'paid') expectPaidOnce(shop);
        else expectSetAside(shop);
        if (!isHint) expectTold(shop);
      }
    });

    if (!isHint)
      test('pay nothing where another sum, well signed, was there first: a person is told', async () => {
        const shop = await shopWithOrder(subject);
        const [other] = twenty.filter(({ what }) => what === 'one unit less, signed');
        if (!other) throw new Error('no notice with another sum');
        await shop.take(other.notice);
        const seen = await shop.takeAll(twenty);
        expect(seen.map(({ reply }) => reply)).toEqual(twenty.map(({ comes }) => replyOf(subject, comes)));
        expectSetAside(shop);
        expectTold(shop);
        expectNothingInvented(shop);
      });

    if (keyChange)
      test('are refused under the old key once the configuration names it no more', async () => {
        const shop = await shopWithOrder(subject);
        shop.configure(keyChange.afterwards);
        shop.wait();
        const old = oldTrue(subject);
        if (!old) throw new Error('no notice under the old key');
        const seen = await shop.take(old);
        expect([seen.verdict, seen.reply]).toEqual([keyChange.foreign, replyOf(subject, keyChange.foreign)]);
        expect([shop.order.state, shop.hooks]).toEqual(['pending', 0]);
        await shop.take(newTrue(subject));
        expectPaidOnce(shop);
      });
  },
);

/** Another sum came first: this payment waits for a person, and nothing was handed over for it. */
function expectSetAside(shop: ShopAtOnce): void {
  expect(shop.order).toMatchObject({ state: 'pending', hook: 'none', attempts: [{ state: 'aside' }] });
  expect(shop.hooks).toBe(0);
}
