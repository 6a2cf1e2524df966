/** Where a test tries many cases that go the same way, `npm test` tries some of them, and `npm test -- --thorough` each. */

/** Whether every case is wanted: environment variable THOROUGH=1. */
export const isThorough = process.env['THOROUGH'] === '1';

/** All of them where every case is wanted, else these. */
export const someOf = <Case>(all: readonly Case[], some: readonly Case[]): readonly Case[] =>
  isThorough ? all : some;

/**
 * PSPs that stand for all: yaband, where cancelling gives money back; v3, signed by WeChat; vr, which notifies nobody; supay, which closes nothing;
 * airwallex, which pays in two steps; cloudpay, which the platform carries.
 */
const REPRESENTATIVE: readonly string[] = ['yaband', 'v3', 'vr', 'supay', 'airwallex', 'cloudpay'];

/** All of these PSPs where every case is wanted, else those that stand for them. */
export const somePsps = (all: readonly string[]): readonly string[] =>
  someOf(
    all,
    all.filter((paySp) => REPRESENTATIVE.includes(paySp)),
  );

/** Each of them where every case is wanted, else every `step`th, from a place that differs with `turn`. */
export const everyNth = <Case>(all: readonly Case[], step: number, turn = 0): readonly Case[] =>
  isThorough ? all : all.filter((_, place) => place % step === turn % step);
