/** Where a test tries many cases that go the same way, `npm test` tries some of them, and `npm test -- --thorough` each. */

/** Whether every case is wanted: environment variable THOROUGH=1. */
export const isThorough = process.env['THOROUGH'] === '1';

/** All of them where every case is wanted, else these. */
export const someOf = <Case>(all: readonly Case[], some: readonly Case[]): readonly Case[] =>
  isThorough ? all : some;

/** Each of them where every case is wanted, else every `step`th, from a place that differs with `turn`. */
export const everyNth = <Case>(all: readonly Case[], step: number, turn = 0): readonly Case[] =>
  isThorough ? all : all.filter((_, place) => place % step === turn % step);
