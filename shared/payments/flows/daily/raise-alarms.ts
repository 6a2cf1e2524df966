/**
 * Alarms to an address of the configuration, looked for by the timer once an hour: each thing that waits for a person is told of once
 * a day, whatever number of timers runs. The document of the day holds what was told. Where the address does not take it, the next
 * hour tries again, five times in a day.
 */
import type { Clock, Log } from '../../../kernel/ports';
import { HttpFailure, type HttpReply, type HttpRequest } from '../../../kernel/http';
import { isHeld } from '../../../kernel/lease';
import type { Documents } from '../../../kernel/versioned';
import type { AlarmDay, DailyMatter } from '../../daily-matters';
import { alarmRequest, type AlarmHook } from './alarm-hook';
import { digestOf, matterOf } from './digest';

export interface AlarmRoom {
  readonly clock: Clock;
  readonly log: Log;
  readonly days: Documents<AlarmDay>;
  /** Undefined where the shop wants no alarms; a problem where it wants them and cannot have them. */
  hook(): Promise<AlarmHook | { readonly problem: string } | undefined>;
  matters(): Promise<readonly DailyMatter[]>;
  /** Bounded in time. Rejects with HttpFailure. */
  send(request: HttpRequest): Promise<HttpReply>;
}

export interface Alarms {
  run(room: AlarmRoom): Promise<void>;
}

const HOUR_MS = 3_600_000;
/** Days begin at nine in the morning in Beijing. */
const FROM_MS = HOUR_MS;
/** Longer than a function lives. */
const LEASE_MS = 120_000;
/** A shop that wants none may want some by then. */
const NONE_MS = 60_000;
const MOST_FAILURES = 5;
/** So many things a request tells of at most; the rest comes an hour later. */
const MOST_AT_ONCE = 100;
/** And a day: a shop with more troubles has heard enough of them. */
const MOST_A_DAY = 1000;

/** With the memory of one running instance, so that the database is not asked every minute. */
export function createAlarms(): Alarms {
  let lookAgainAt = 0;
  return {
    async run(room) {
      const now = room.clock.now();
      if (now < lookAgainAt) return;
      lookAgainAt = now + NONE_MS;
      const hook = await room.hook();
      if (!hook) return;
      lookAgainAt = now + HOUR_MS;
      if ('problem' in hook) {
        room.log('alarm_failed', { why: hook.problem });
        return;
      }
      const claimed = await claim(room, now);
      if (typeof claimed === 'number') lookAgainAt = claimed;
      else await raise(room, hook, claimed);
    },
  };
}

const dayAt = (now: number): string => new Date(now - FROM_MS).toISOString().slice(0, 10);

/** The document of the day, for this run alone; or when to look again, where somebody else has it or the day is given up. */
async function claim(room: AlarmRoom, now: number): Promise<AlarmDay | number> {
  const day = dayAt(now);
  const fresh: AlarmDay = { day, version: 1, told: [], failures: 0, leaseUntil: now + LEASE_MS };
  const found = await room.days.get(day);
  if (!found) return (await room.days.insert(fresh)) ? fresh : now + LEASE_MS;
  if (isHeld(found.leaseUntil, now)) return found.leaseUntil;
  if (found.failures >= MOST_FAILURES) return now + HOUR_MS;
  return (await keep(room, { ...found, leaseUntil: now + LEASE_MS })) ?? now + LEASE_MS;
}

/** The document as written; undefined where somebody else was first. */
async function keep(room: AlarmRoom, next: AlarmDay): Promise<AlarmDay | undefined> {
  const written = { ...next, version: (next.version ?? 0) + 1 };
  return (await room.days.replace(written, next.version)) ? written : undefined;
}

async function raise(room: AlarmRoom, hook: AlarmHook, day: AlarmDay): Promise<void> {
  const alarms = untold(await room.matters(), day);
  const failure = alarms.length === 0 ? undefined : await failureOf(room, hook, contentOf(room, day, alarms));
  const told = alarms.map(nameOf);
  if (failure !== undefined)
    room.log('alarm_failed', { day: day.day, tries: day.failures + 1, why: failure });
  else if (told.length > 0) room.log('alarm_sent', { day: day.day, count: told.length });
  const changed = failure === undefined ? { told: [...day.told, ...told] } : { failures: day.failures + 1 };
  await keep(room, { ...day, ...changed, leaseUntil: room.clock.now() + HOUR_MS });
}

/** One thing that waits. */
interface Alarm {
  readonly matter: DailyMatter;
  readonly at: number;
  readonly thing: string;
}

const nameOf = ({ matter: { kind, configId = '' }, thing }: Alarm): string => `${kind}/${configId}/${thing}`;

function untold(matters: readonly DailyMatter[], { told }: AlarmDay): readonly Alarm[] {
  const known = new Set(told);
  const all = matters.flatMap((matter) => matter.things.map((thing, at) => ({ matter, at, thing })));
  const left = Math.min(MOST_AT_ONCE, MOST_A_DAY - told.length);
  return all.filter((one) => !known.has(nameOf(one))).slice(0, Math.max(left, 0));
}

/** What is sent: no amounts, no persons, nothing of a key. Who gets an `id` twice has it already. */
function contentOf(room: AlarmRoom, { day }: AlarmDay, alarms: readonly Alarm[]): object {
  return {
    source: 'crosspay',
    day,
    sent_at: room.clock.now(),
    alarms: alarms.map((one) => ({
      id: `${day}/${nameOf(one)}`,
      kind: one.matter.kind,
      ...(one.matter.configId === undefined ? {} : { config_id: one.matter.configId }),
      thing: one.thing,
    })),
    text: digestOf(day, mattersWith(alarms)).text,
  };
}

/** The matters with the things that are told now. */
const mattersWith = (alarms: readonly Alarm[]): readonly DailyMatter[] =>
  [...new Set(alarms.map(({ matter }) => matter))].flatMap((matter) => {
    const places = alarms.filter((one) => one.matter === matter).map(({ at }) => at);
    const of = (list: readonly string[]): readonly string[] => places.map((at) => list[at] ?? '');
    const { configId, inChinese } = matter;
    const about = {
      limit: matter.isAtLeast ? 0 : Infinity,
      ...(configId === undefined ? {} : { configId }),
      ...(inChinese ? { inChinese: of(inChinese) } : {}),
    };
    return matterOf(matter.kind, of(matter.things), about) ?? [];
  });

async function failureOf(room: AlarmRoom, hook: AlarmHook, content: object): Promise<string | undefined> {
  try {
    const { status } = await room.send(alarmRequest(hook, content, room.clock.now()));
    if (status >= 200 && status < 300) return undefined;
    return status >= 300 && status < 400
      ? `it answered ${status}, and is not followed`
      : `it answered ${status}`;
  } catch (error) {
    return error instanceof HttpFailure ? `${error.kind}: ${error.message}` : 'it cannot be sent';
  }
}
