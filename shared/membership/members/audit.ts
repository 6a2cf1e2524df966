/** Whether entries add up: a proof over what stands in the ledgers, by nothing else than the entries themselves. */
import { grouped } from '../../kernel/grouped';
import { isNothing, lessOf, NOTHING, plus, type Amounts, type Entry } from './entry';

const NAMES = ['points', 'balance', 'earned'] as const;

const areSame = (a: Amounts, b: Amounts): boolean => NAMES.every((name) => a[name] === b[name]);

/**
 * What is wrong with the entries of any number of members; empty when they add up. Of each member all entries must be given.
 * Checked: numbers without gaps, whole numbers, running totals, one entry per record number, nothing after a closing, and what
 * a closing took out arrives once elsewhere.
 */
export function problemsOf(entries: readonly Entry[]): readonly string[] {
  const ledgers = grouped(entries, ({ member }) => member);
  return [
    ...[...ledgers.values()].flatMap(problemsOfLedger),
    ...repeated(entries),
    ...entries.filter(({ kind }) => kind === 'close').flatMap((one) => lostOf(one, entries)),
    ...problemsOfOrders(entries),
  ];
}

function problemsOfLedger(entries: readonly Entry[]): readonly string[] {
  const inOrder = [...entries].sort((a, b) => a.seq - b.seq);
  return inOrder.flatMap((entry, at) => {
    const before = inOrder[at - 1];
    const says = (problem: string): string => `${entry.member}:${entry.seq} ${problem}`;
    const isWhole = NAMES.every(
      (name) => Number.isSafeInteger(entry.change[name]) && Number.isSafeInteger(entry.after[name]),
    );
    return [
      ...(entry.seq === at + 1 ? [] : [says(`stands at place ${at + 1}`)]),
      ...(isWhole ? [] : [says('has an amount that is no whole number')]),
      ...(areSame(entry.after, plus(before?.after ?? NOTHING, entry.change))
        ? []
        : [says('has totals that do not follow from those before')]),
      ...(before?.kind === 'close' ? [says('comes after the closing')] : []),
      ...(entry.kind === 'close' && !isNothing(entry.after) ? [says('closes and leaves something')] : []),
    ];
  });
}

function repeated(entries: readonly Entry[]): readonly string[] {
  const byRecord = grouped(entries, ({ recordNo }) => recordNo);
  return [...byRecord].flatMap(([recordNo, { length }]) =>
    length === 1 ? [] : [`${recordNo} was entered ${length} times`],
  );
}

function lostOf(closing: Entry, entries: readonly Entry[]): readonly string[] {
  if (isNothing(closing.change)) return [];
  const arrived = entries.filter(({ recordNo }) => recordNo === `join:${closing.member}`);
  const isWhole = arrived.length === 1 && arrived.every((one) => areSame(one.change, lessOf(closing.change)));
  return isWhole ? [] : [`${closing.member} was closed and not carried over as it was`];
}

/** What the entries of an order say it holds must be what they brought. */
function problemsOfOrders(entries: readonly Entry[]): readonly string[] {
  const shares = entries.flatMap(({ order, change }) => (order ? [{ ...order, change: change.points }] : []));
  return [...grouped(shares, ({ outTradeNo }) => outTradeNo)].flatMap(([outTradeNo, all]) => {
    const inOrder = [...all].sort((a, b) => a.refunded - b.refunded);
    const brought = inOrder.reduce((sum, { change }) => sum + change, 0);
    return brought === inOrder.at(-1)?.held
      ? []
      : [`order ${outTradeNo} brought ${brought}, its entries say otherwise`];
  });
}
