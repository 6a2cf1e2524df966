/** Where an operator works on cards: the official account that issues them, our records, and who the operator is. */
import * as v from 'valibot';
import { PayError } from '../../kernel/errors';
import { readInput } from '../../kernel/input';
import type { Outcome } from '../../kernel/exchange';
import type { Caller } from '../../kernel/ports';
import { callWechat } from '../../wechat/open-api/call';
import type { Api, Input } from '../../wechat/open-api/exchange-with-wechat';
import type { Wechat } from '../../wechat/open-api/wechat';
import type { App } from '../../wechat/wechat-config';
import type { CardRecords } from './ports';
import { cardFailure } from './refusals';

export interface Desk {
  readonly wechat: Wechat;
  readonly records: CardRecords;
  /** All calls about cards are made with the token of the account that issues them. */
  readonly account: App;
  /** Openid of the operator. */
  readonly operator: string;
}

/** Throws CONFIG_MISSING or CONFIG_INVALID where there is no official account. */
export async function openDesk(wechat: Wechat, records: CardRecords, caller: Caller): Promise<Desk> {
  const config = await wechat.configs.forApp(caller.appid);
  const { officialAccount: account } = config.need('officialAccount');
  return { wechat, records, account, operator: caller.openid };
}

export type Result = Readonly<Record<string, unknown>>;

/** What an operator wants, read and found in order, to be done at a desk. */
export type Errand = (desk: Desk) => Promise<Result>;

/** An errand by its schema: what is wrong with the input is said before anything is read or sent. */
export function errand<S extends v.GenericSchema>(
  schema: S,
  run: (desk: Desk, wish: v.InferOutput<S>) => Promise<Result>,
): (event: unknown) => Errand {
  return (event) => {
    const wish = readInput(schema, event);
    return (desk) => run(desk, wish);
  };
}

/** An action with several deeds, of which `do` names one. */
export function oneDeedOf(
  deeds: Readonly<Record<string, (event: unknown) => Errand>>,
): (event: unknown) => Errand {
  const names = Object.keys(deeds);
  const named = v.object({ do: v.picklist(names, `must be one of: ${names.join(', ')}`) });
  return (event) => {
    const deed = deeds[readInput(named, event).do];
    if (deed) return deed(event);
    throw new PayError('INVALID_INPUT', `do must be one of: ${names.join(', ')}`);
  };
}

/** How a call is spoken of when it fails. */
export interface Attempt {
  readonly what: string;
  /** What an operator does when nobody knows whether it happened. */
  readonly look?: string;
}

/** What came of one call. Where no access token can be had nothing was sent, and that is an outcome too. */
export async function call<T>(desk: Desk, api: Api<T>, input: Input): Promise<Outcome<T>> {
  try {
    return await callWechat(desk.wechat, desk.account, api, input);
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return { is: 'unsent', why: 'unaskable', theirs: error.message };
  }
}

/** What WeChat answers to one call. Throws PayError when there is no answer. */
export async function ask<T>(desk: Desk, api: Api<T>, input: Input, attempt: Attempt): Promise<T> {
  const outcome = await callWechat(desk.wechat, desk.account, api, input);
  if (outcome.is !== 'ok') throw cardFailure(outcome, attempt.what, attempt.look);
  return outcome.value;
}

/** How long one process may hold what no other may touch: until it is ended itself, and at most half a minute. */
export function leaseEnd({ clock, deadline }: Wechat): number {
  return Math.min(clock.now() + LEASE_MS, Math.max(deadline, clock.now()));
}

const LEASE_MS = 30_000;

/** Waits, where the time of this call allows it. Throws BUSY where it does not. */
export async function wait({ clock, deadline }: Wechat, ms: number, forWhat: string): Promise<void> {
  if (clock.now() + ms > deadline - RESERVE_MS) throw new PayError('BUSY', `${forWhat}. Try again`);
  await clock.sleep(ms);
}

/** What a call still needs after a wait: a reading and a write. */
const RESERVE_MS = 3000;
