/** What went over the wire, with the order that it was about and, of a notice, what the shop made of it. */
import type { LocalDatabase } from '../local-cloud/database/local-database';
import type { FunctionLog, LogLine } from '../local-cloud/functions/function-log';
import type { WireExchange, WireLog } from '../sandbox/wire-log';
import type { WireView } from './console-data';
import { eventIn, text } from './log-events';
import type { Doc } from './newest';

/** The newest exchanges, newest first. */
export interface WireQuestion {
  readonly limit: number;
  /** Only what carries one of these numbers. */
  readonly numbers?: readonly string[];
}

interface WireWorld {
  readonly wire: WireLog;
  readonly logs: FunctionLog;
  readonly database: LocalDatabase;
}

export async function readWire(
  { wire, logs, database }: WireWorld,
  { limit, numbers }: WireQuestion,
): Promise<readonly WireView[]> {
  const all = wire.entries();
  const wanted = numbers ? all.filter((each) => speaksOf(each, numbers)) : all;
  const shown = wanted.slice(-limit).toReversed();
  const orderOf = await ordersBehind(database, shown);
  const verdicts = verdictsIn(logs.entries());
  return shown.map((each) => ({
    ...each,
    order: orderOf.get(each.outTradeNo) ?? '',
    ...(each.requestId !== undefined && verdicts.get(each.requestId)),
  }));
}

function speaksOf(exchange: WireExchange, numbers: readonly string[]): boolean {
  const { outTradeNo, url, body, answer } = exchange;
  if (outTradeNo !== '') return numbers.includes(outTradeNo);
  return numbers.some((number) => [url, body, answer?.body ?? ''].some((part) => part.includes(number)));
}

/** The order of each number that PSPs know. */
async function ordersBehind(
  database: LocalDatabase,
  exchanges: readonly WireExchange[],
): Promise<ReadonlyMap<string, string>> {
  const numbers = [...new Set(exchanges.map(({ outTradeNo }) => outTradeNo))].filter((each) => each !== '');
  if (numbers.length === 0 || !database.collections().includes('orders')) return new Map();
  const where = { $or: [{ _id: { $in: numbers } }, { 'attempts.no': { $in: numbers } }] };
  const found = await database.find('orders', where, { limit: 1000, projection: { 'attempts.no': 1 } });
  return new Map(
    found.flatMap(({ _id, attempts }) => {
      const own = String(_id);
      const tries = Array.isArray(attempts) ? attempts : [];
      return [own, ...tries.map((each: unknown) => text((Object(each) as Doc).no))].map(
        (no) => [no, own] as const,
      );
    }),
  );
}

type Verdict = Pick<WireView, 'verdict' | 'reason'>;

/** What a call of `notify` said that became of the notice. */
function verdictsIn(lines: readonly LogLine[]): ReadonlyMap<string, Verdict> {
  const found = new Map<string, Verdict>();
  for (const { requestId, text: line } of lines) {
    const { event, verdict, reason, why, detail } = eventIn(line);
    if (event === 'notice') found.set(requestId, { verdict: text(verdict), reason: text(reason) });
    if (event === 'notice_refused') found.set(requestId, { verdict: 'refused', reason: text(why) });
    if (event === 'notice_failed') {
      const said = [why, detail].map(text).filter(Boolean).join(': ');
      found.set(requestId, { verdict: 'failed', reason: said });
    }
  }
  return found;
}
