/**
 * `npm run reconcile -- --date 2026-11-24 [--pay-sp v3] [--file bill.csv.gz] [--config payment] [--env ID | --url http://127.0.0.1:7070]`: compares
 * a PSP's statement of a day with our orders, prints and keeps every difference. The last line is `N matched, N missing here, N missing
 * there, N differ`. Exit code 0 when nothing differs, 1 when something does, 2 when the statement cannot be used: then nothing is kept.
 */
import { createReadStream, existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_CONFIG_ID, readStatement, type ConnectedAccount, type Fetched } from '../shared/payments';
import type { Reconciling } from '../shared/reconciliation/ports';
import { runDay, type DayOutcome } from '../shared/reconciliation/run-day';
import { isDay } from '../shared/reconciliation/statement-day';
import { environmentOptions, type Which } from './environment/documents';
import { outcomeLines, totalsOf } from './reconcile/printed';
import { openRoom } from './reconcile/room';

const usage =
  'npm run reconcile -- --date 2026-11-24 [--pay-sp v3] [--file bill.csv.gz] [--config payment] [--env ID | --url http://127.0.0.1:7070]';

interface Wish {
  readonly date: string;
  readonly paySp: string | undefined;
  readonly file: string | undefined;
  readonly configId: string;
  readonly which: Which;
}

function readWish(): Wish {
  const { values } = parseArgs({
    options: {
      ...environmentOptions,
      date: { type: 'string' },
      'pay-sp': { type: 'string' },
      file: { type: 'string' },
      config: { type: 'string' },
    },
  });
  const { date, file, env, url, config = DEFAULT_CONFIG_ID } = values;
  if (date === undefined || !isDay(date))
    throw new Error(`--date must be a day such as 2026-11-24.\n${usage}`);
  if (file !== undefined && !existsSync(file)) throw new Error(`there is no file ${file}`);
  return { date, file, configId: config, paySp: values['pay-sp'], which: { env, url } };
}

async function main(): Promise<void> {
  const wish = readWish();
  const { name, room } = await openRoom(wish.which);
  const config = await room.shop.configs.get(wish.configId);
  const connected = config.account(wish.paySp ?? config.defaultSp());
  const { paySp } = connected.account;
  console.log(
    `${paySp} on ${wish.date}, against ${name}${wish.file === undefined ? '' : `, from ${wish.file}`}`,
  );
  const outcome = await reconciled(room, connected, wish);
  for (const line of outcomeLines(outcome)) console.log(line);
  process.exitCode = exitCodeOf(outcome);
}

const LIMITS = { lines: 3_000_000, lookups: 20_000, questions: 2000, until: Infinity };

async function reconciled(
  room: Reconciling,
  connected: ConnectedAccount,
  { date, file, configId }: Wish,
): Promise<DayOutcome> {
  const times = room.statements.timesOf(connected);
  if (!times) return { is: 'none' };
  const fetched: Fetched =
    file === undefined
      ? await room.statements.get(room.shop, connected, date)
      : await readStatement(connected, date, createReadStream(file));
  return runDay(room, fetched, {
    whose: { paySp: connected.account.paySp, configId },
    day: date,
    zone: times.zone,
    source: file === undefined ? 'psp' : 'file',
    limits: LIMITS,
    onProgress: progressLines(),
    ...(file === undefined ? { funds: () => room.statements.fundsOf(room.shop, connected, date) } : {}),
  });
}

/** A line that is written over where somebody watches, and now and then a line where nobody does. */
function progressLines(): (progress: { readonly lines: number; readonly ours: number }) => void {
  const every = process.stderr.isTTY ? 500 : 5000;
  let next = 0;
  return ({ lines, ours }) => {
    const now = performance.now();
    if (now < next) return;
    next = now + every;
    const end = process.stderr.isTTY ? '\r' : '\n';
    process.stderr.write(`… ${lines} lines of the statement, ${ours} orders of ours${end}`);
  };
}

function exitCodeOf(outcome: DayOutcome): 0 | 1 | 2 {
  if (outcome.is !== 'done') return 2;
  const { missingHere, missingThere, differ } = totalsOf(outcome.report);
  return missingHere + missingThere + differ === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
