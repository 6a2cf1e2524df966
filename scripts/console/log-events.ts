/** The lines that functions log as JSON, read. */
import type { FunctionLog, LogLine } from '../local-cloud/functions/function-log';
import type { LogLineView } from './console-data';

/** The fields of a log line that is a JSON object; none of any other. */
export function eventIn(line: string): Readonly<Record<string, unknown>> {
  if (!line.startsWith('{')) return {};
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The lines after one, each with the order that it, or else another line of its call, names. */
export function linesAfter(logs: FunctionLog, after: number): readonly LogLineView[] {
  const lines = logs.entries();
  const fresh = lines.filter(({ id }) => id > after);
  if (fresh.length === 0) return [];
  const calls = ordersOfCalls(lines);
  return fresh.map(({ requestId, ...line }) => {
    const order = orderIn(line.text) || (calls.get(requestId) ?? '');
    return { ...line, ...(order !== '' && { order }) };
  });
}

const orderIn = (line: string): string => text(eventIn(line).out_trade_no);

/** A call that speaks of one order only is about that one; one that speaks of several is about none. */
function ordersOfCalls(lines: readonly LogLine[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { requestId, text: line } of lines) {
    const order = orderIn(line);
    if (order === '') continue;
    const known = found.get(requestId) ?? order;
    found.set(requestId, known === order ? order : '');
  }
  return found;
}
