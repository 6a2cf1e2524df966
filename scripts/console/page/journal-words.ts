// The journal of an order in the reader's language, amounts in major units. A line that is not known is shown as it stands.
import { money } from '../../../shared/kernel/money';
import type { OrderView } from '../console-data';
import { say, word, type TextKey } from './language';
import { amountText } from './shown';

type Entry = OrderView['journal'][number];

/** One kind of line: what it looks like, its sentence, and what its parts are called there. */
type Kind = readonly [pattern: RegExp, text: TextKey, ...names: string[]];

const kinds: readonly Kind[] = [
  [/^created$/, 'j_created'],
  [/^(\S+) sent to (\S+)$/, 'j_sent', 'no', 'psp'],
  [/^paid at (\S+) as (\S+) \((.*)\)$/, 'j_paid', 'psp', 'no', 'theirs'],
  [/^refund (\S+) of (\d+) requested$/, 'j_refund_requested', 'no', 'amount'],
  [/^refund (\S+) sent again$/, 'j_refund_again', 'no'],
  [/^refund (\S+) refused: (.*)$/, 'j_refund_refused', 'no', 'theirs'],
  [/^refund (\S+) (\w+) \((.*)\)$/, 'j_refund_moved', 'no', 'state', 'theirs'],
  [/^(\d+) went back at the PSP without our asking, booked as (\S+)$/, 'j_refund_elsewhere', 'amount', 'no'],
  [/^waits for a person: (\S+) (.*)$/, 'j_waits', 'reason', 'no'],
  [/^(\S+) declined: (.*)$/, 'j_declined', 'no', 'theirs'],
  [/^(\S+) closed at the PSP \((.*)\)$/, 'j_closed_there', 'no', 'theirs'],
  [/^(\S+) not sent: (.*)$/, 'j_not_sent', 'no', 'theirs'],
  [/^(\S+) refused: (.*)$/, 'j_refused', 'no', 'theirs'],
  [/^closed by request$/, 'j_closed'],
  [/^closed by a person, whatever its PSP says$/, 'j_forced'],
  [/^tried anew by a person$/, 'j_anew'],
  [/^asked about by a person$/, 'j_asked'],
  [/^decided: refund (\S+) (\w+)$/, 'j_decided', 'no', 'state'],
  [/^seen: refund (\S+) (\w+)$/, 'j_seen_refund', 'no', 'state'],
  [/^seen: (\S+)$/, 'j_seen', 'reason'],
  [/^order (\w+)$/, 'j_order', 'state'],
  [/^(?:attempt|refund|return) (\S+) (\w+)$/, 'j_moved', 'no', 'state'],
];

/** What the line says; `currency` is the order's. */
export function journalText({ event, why }: Entry, currency: string): string {
  const isList = event.split(', ').every((part) => /^(?:order|attempt|refund|return) /.test(part));
  const parts = isList ? event.split(', ') : [event];
  const text = parts.map((part) => sentence(part, currency)).join(say('j_and'));
  return why === undefined || why === '' ? text : say('j_because', { text, why });
}

function sentence(line: string, currency: string): string {
  for (const [pattern, text, ...names] of kinds) {
    const found = pattern.exec(line);
    if (found) return say(text, valuesOf(names, found.slice(1), currency));
  }
  return line;
}

function valuesOf(
  names: readonly string[],
  found: readonly string[],
  currency: string,
): Readonly<Record<string, string>> {
  const entries = names.map((name, at) => [name, valueOf(name, found[at] ?? '', currency)] as const);
  return Object.fromEntries(entries);
}

function valueOf(name: string, raw: string, currency: string): string {
  if (name === 'amount') return amountText(money(Number(raw), currency));
  return name === 'state' || name === 'reason' ? word(raw) : raw;
}
