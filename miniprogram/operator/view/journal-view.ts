// The journal of an order as a timeline in the reader's language. The back end writes each line in English, for whoever reads
// the database; here its known forms are said anew, with amounts in major units. A form of tomorrow is shown as it is written.
import { fill, wordIfAny, words } from '../i18n/words';
import type { Words } from '../i18n/zh-cn';
import { textIfAny } from '../../i18n/language';
import { formatMoney } from '../../money/money';
import type { JournalLine } from '../../services/operator';
import { timeText } from '../../view/time-text';
import { providerName } from './provider-name';

/** One line of the timeline; `detail`: the PSP's own words, or why a person did it. */
export interface TimelineRow {
  readonly id: string;
  readonly time: string;
  readonly title: string;
  readonly detail: string;
  readonly by: string;
  readonly isPerson: boolean;
}

/** The newest first. */
export const timeline = (lines: readonly JournalLine[], currency: string): TimelineRow[] =>
  lines.map((line, index) => timelineRow(line, index, currency)).reverse();

function timelineRow(line: JournalLine, index: number, currency: string): TimelineRow {
  const { title, theirs } = said(line.event, currency);
  return {
    id: `${index}`,
    time: timeText(line.at),
    title,
    detail: [theirs, line.why ?? ''].filter((one) => one !== '').join(' · '),
    by: line.by ? fill(words().order.journal_by, { by: line.by }) : '',
    isPerson: line.by !== undefined,
  };
}

interface Said {
  readonly title: string;
  readonly theirs: string;
}

type JournalKey = keyof Words['journal'];
type Part = 'no' | 'name' | 'amount' | 'theirs' | 'what' | 'refundState' | 'decision' | 'kind' | 'skip';

/** The forms that the back end writes, and what each bracket of a form is. The first that fits counts. */
const forms: readonly (readonly [RegExp, JournalKey, ...Part[]])[] = [
  [/^created$/, 'created'],
  [/^closed by request$/, 'closed_by_request'],
  [/^nobody paid it in time$/, 'closed_in_time'],
  [/^closed by a person$/, 'closed_by_person'],
  [/^closed by a person, whatever its PSP says$/, 'closed_by_force'],
  [/^asked about by a person$/, 'asked'],
  [/^tried anew by a person$/, 'tried'],
  [/^(\S+) sent to (\S+)$/, 'sent', 'no', 'name'],
  [/^(\S+) not sent: ([\s\S]*)$/, 'not_sent', 'no', 'theirs'],
  [/^paid at (\S+) as (\S+) \(([\s\S]*)\)$/, 'paid', 'name', 'no', 'theirs'],
  [/^(\S+) closed at the PSP \(([\s\S]*)\)$/, 'closed_at_psp', 'no', 'theirs'],
  [/^refund (\S+) of (\d+) requested$/, 'refund_requested', 'no', 'amount'],
  [/^refund (\S+) sent again$/, 'refund_again', 'no'],
  [/^refund (\S+) refused: ([\s\S]*)$/, 'refund_refused', 'no', 'theirs'],
  [/^refund (\S+) (\w+) \(([\s\S]*)\)$/, 'refund_moved', 'no', 'refundState', 'theirs'],
  [/^(\d+) went back at the PSP without our asking, booked as (\S+)$/, 'went_back', 'amount', 'no'],
  [/^waits for a person: (\w+) (\S+)$/, 'waits', 'what', 'theirs'],
  [/^seen: refund (\S+) (\w+)$/, 'seen_refund', 'no', 'refundState'],
  [/^seen: (\w+)$/, 'seen', 'what'],
  [/^decided: refund (\S+) (\w+)$/, 'decided_refund', 'no', 'refundState'],
  [/^decided: (\w+) (\w+), finding (\S+)$/, 'decided_finding', 'decision', 'kind', 'skip'],
  [/^decided: (\w+) (\S+)$/, 'decided_aside', 'decision', 'no'],
  [/^(\S+) refused: ([\s\S]*)$/, 'refused', 'no', 'theirs'],
  [/^(\S+) declined: ([\s\S]*)$/, 'declined', 'no', 'theirs'],
];

function said(what: string, currency: string): Said {
  for (const [form, key, ...parts] of forms) {
    const match = form.exec(what);
    if (match) return inWords(key, parts, match.slice(1), currency);
  }
  const moves = what.split(', ').map(moveInWords);
  const known = moves.filter((move) => move !== undefined);
  return { title: known.length === moves.length ? known.join(' · ') : what, theirs: '' };
}

function inWords(key: JournalKey, parts: readonly Part[], found: readonly string[], currency: string): Said {
  const values: Record<string, string> = {};
  let theirs = '';
  for (const [index, part] of parts.entries()) {
    const value = found[index] ?? '';
    if (part === 'theirs') theirs = value;
    else if (part === 'refundState') values['state'] = stateWord(words().refundState, value);
    else values[part] = partInWords(part, value, currency);
  }
  return { title: fill(words().journal[key], values), theirs };
}

function partInWords(part: Part, value: string, currency: string): string {
  const { waits, decision, finding } = words();
  switch (part) {
    case 'name':
      return providerName(value);
    case 'amount':
      return formatMoney({ value: Number(value), currency });
    case 'what':
      return stateWord(waits, value);
    case 'decision':
      return stateWord(decision, value);
    case 'kind':
      return stateWord(finding, value);
    default:
      return value;
  }
}

/** A bare move, which the back end writes where nothing else tells of it: `attempt CP1 closed`. */
function moveInWords(move: string): string | undefined {
  const [, of, no = '', to = ''] = /^(order|attempt|refund|return)(?: (\S+))? (\w+)$/.exec(move) ?? [];
  const { journal } = words();
  if (of === undefined) return undefined;
  if (of === 'order') return fill(journal.order_moved, { state: textIfAny(`state_${to}`) ?? to });
  if (of === 'attempt') return attemptMove(no, to);
  const form = of === 'refund' ? journal.refund_moved : journal.return_moved;
  return fill(form, { no, state: stateWord(words().refundState, to) });
}

function attemptMove(no: string, to: string): string {
  const { journal, attempt } = words();
  if (to === 'gone') return fill(journal.attempt_gone, { no });
  return fill(journal.attempt_moved, { no, state: stateWord(attempt, to) });
}

const stateWord = (section: Readonly<Record<string, string>>, key: string): string =>
  wordIfAny(section, key) ?? key;
