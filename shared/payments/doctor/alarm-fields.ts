/** Whether alarms can go to `alarm_url`, and be recognised by `alarm_secret`. */
import { isAbsent, SHORTEST_SECRET } from '../flows/daily/alarm-hook';
import { DEFAULT_CONFIG_ID } from '../flows/payment-config';
import type { Block } from './block';
import type { Finding } from './finding';
import { credentials, host, writtenBadly, type Words } from './notify-url';
import { says } from './said';
import { INVISIBLE, isPlaceholder, isQuoted } from './shapes';

const like = says('like_alarm_url');

interface Asked {
  /** `payment`, or `payment_<appid>`. */
  readonly id: string;
  readonly document: Block;
  readonly isRemote: boolean;
}

export function alarmFindings({ id, document, isRemote }: Asked): readonly Finding[] {
  const { alarm_url: url, alarm_secret: secret } = document;
  if (isAbsent(url) && isAbsent(secret)) return [];
  if (id !== DEFAULT_CONFIG_ID) return [finding(isAbsent(url) ? 'alarm_secret' : 'alarm_url', elsewhere)];
  const [ofUrl, ofSecret] = [addressWords(url, isRemote), secretWords(secret)];
  return [
    ...(ofUrl ? [finding('alarm_url', ofUrl)] : []),
    ...(ofSecret ? [finding('alarm_secret', ofSecret)] : []),
  ];
}

const elsewhere: Words = {
  problem: says('alarm_elsewhere', { document: DEFAULT_CONFIG_ID }),
  fix: says('fix_alarm_elsewhere', { document: DEFAULT_CONFIG_ID }),
};

const finding = (field: string, words: Words): Finding => ({ field, ...words, why: says('why_alarms') });

function addressWords(raw: unknown, isRemote: boolean): Words | undefined {
  if (isAbsent(raw)) return { problem: says('missing'), fix: says('fix_address_such', { like }) };
  if (typeof raw !== 'string')
    return { problem: says('url_no_text'), fix: says('fix_address_such', { like }) };
  const written = writtenBadly(raw, like);
  if (written) return written;
  const url = new URL(raw);
  return credentials(url, says('fix_alarm_credentials')) ?? host(url, { isRemote, like });
}

function secretWords(raw: unknown): Words | undefined {
  const fix = says('fix_alarm_secret');
  if (isAbsent(raw)) return { problem: says('missing'), fix };
  if (typeof raw !== 'string' || raw.length < SHORTEST_SECRET)
    return { problem: says('alarm_secret_short', { least: SHORTEST_SECRET }), fix };
  if (isPlaceholder(raw)) return { problem: says('placeholder'), fix };
  const isMarked = raw !== raw.trim() || INVISIBLE.test(raw) || isQuoted(raw);
  return isMarked ? { problem: says('alarm_secret_marks'), fix: says('fix_take_them_away') } : undefined;
}
