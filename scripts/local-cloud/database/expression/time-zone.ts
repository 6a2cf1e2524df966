// Time zones by Olson name or as an offset from UTC.
import { requestFailed } from '../database-errors';
import { localMs, type Zone } from './calendar';

const named = new Map<string, Zone>();

/** The zone of that name; an error where there is none. */
export function zoneOf(name: string): Zone {
  const fixed = fixedOffset(name);
  if (fixed !== undefined) return () => fixed;
  const known = named.get(name);
  if (known) return known;
  const zone = olson(name);
  named.set(name, zone);
  return zone;
}

/** `Z`, `UTC`, `GMT`, `+08`, `+0800`, `+08:00` in milliseconds. */
function fixedOffset(name: string): number | undefined {
  if (/^(Z|UTC|GMT)$/i.test(name)) return 0;
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(name);
  if (!match) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -1 : 1) * minutes * 60_000;
}

function olson(name: string): Zone {
  let format: Intl.DateTimeFormat;
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError(name);
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw requestFailed(`unrecognized time zone identifier: "${name}"`);
  }
  return (utcMs) => {
    const seconds = Math.floor(utcMs / 1000) * 1000;
    const part = Object.fromEntries(
      format.formatToParts(seconds).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return localMs(year, [month, day], [hour, minute, second, 0]) - seconds;
  };
}

/** The moment at which the zone's clocks show this time. */
export function utcOf(localMs: number, zone: Zone): number {
  const near = localMs - zone(localMs);
  return localMs - zone(near);
}
