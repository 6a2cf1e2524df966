/**
 * Whoever owns the shop changes its configuration while it sells: to another one that is right, for good, or with a slip that stays until
 * somebody sees it.
 */
import { connectorOf } from '../../connectors';
import type { Result } from '../world';
import { withBlock } from './others';
import type { Deed, Stage } from './stage';

type Edit = (stage: Stage) => (document: Result) => Result;

const set =
  (change: Result): Edit =>
  () =>
  (document) => ({ ...document, ...change });

const anotherDefault: Edit = ({ dice, world }) => {
  const pay_sp = dice.pick(world.paySps);
  return (document) => ({ ...document, pay_sp });
};

/** The PSPs in another order, one of them alone, or no route at all, so that the default one is taken. */
const anotherRoute: Edit = ({ dice, world: { paySps } }) => {
  const wechat = dice.pick([paySps, paySps.toReversed(), dice.pick(paySps)]);
  const routes = dice.chance(0.2) ? {} : { wechat };
  return (document) => ({ ...document, routes });
};

const anotherLimit: Edit = ({ dice }) => {
  const limits = dice.pick([
    { max_open_orders: 1 },
    { max_open_orders: 10_000 },
    { order_minutes: 1 },
    { order_minutes: 15 },
    { order_minutes: 240 },
  ]);
  return (document) => ({ ...document, ...limits });
};

const anotherAddress: Edit = ({ dice, world }) => {
  const tail = dice.pick(['', `/${dice.pick(world.paySps)}`]);
  return (document) => ({
    ...document,
    notify_url: `${String(document.notify_url).replace(/\/notify.*$/, '/notify')}${tail}`,
  });
};

/** Each is as right as what was there before. */
const rightOnes: readonly Edit[] = [anotherDefault, anotherRoute, anotherLimit, anotherAddress];

/** One character of what a PSP needs is another one: the key of another day, the number of another merchant. */
const anotherAccount: Edit = ({ dice, world }) => {
  const paySp = dice.pick(world.paySps);
  const needed = Object.entries(connectorOf(paySp)?.fields ?? {}).filter(([, { required }]) => required);
  const names = needed.map(([name]) => name);
  if (names.length === 0) return (document) => document;
  const name = dice.pick(names);
  return (document) => {
    const { [paySp]: block } = document.providers as Readonly<Record<string, Result>>;
    const value = block?.[name];
    if (typeof value !== 'string') return document;
    return withBlock(document, paySp, {
      [name]: value.replace(/\w(?=\W*$)/, (last) => (last === '7' ? '8' : '7')),
    });
  };
};

const slips: readonly Edit[] = [
  anotherAccount,
  anotherAccount,
  set({ currency: 'USD' }),
  set({ refund_currency: 'USD' }),
  set({ notify_url: 'https://shop.example/somewhere' }),
];

export function owner(stage: Stage): Deed {
  const { world, dice } = stage;
  return () => {
    const what = dice.weighted([
      [2, 'right'],
      [1, 'slip'],
      [1, 'mended'],
    ] as const);
    world.scheduler.note(`the owner edits the configuration: ${what}`);
    if (what === 'right') world.amendConfiguration(dice.pick(rightOnes)(stage));
    else world.editConfiguration(what === 'slip' ? dice.pick(slips)(stage) : (document) => document);
    return undefined;
  };
}
