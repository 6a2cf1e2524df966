/**
 * A process of its own for the benchmark: `lines N` compares a day of N lines, `bill N FILE` the same day read from a bill, `write N FILE` makes that
 * bill. Prints what was found, how long it took and the most memory that it ever had.
 */
import { createReadStream } from 'node:fs';
import type { StatementLine } from '../../shared/payments';
import { billStatement } from '../../shared/payments/psp/wechat-bill';
import { compareDay } from '../../shared/reconciliation/judging/compare-day';
import type { Reconciling } from '../../shared/reconciliation/ports';
import { books, DAY, statement } from './big-day';
import { writeBill } from './big-bill';

/** The lines as such, or read from a bill as it is downloaded. */
function linesOf(bill: string | undefined): AsyncIterable<readonly StatementLine[]> {
  if (bill === undefined) return statement();
  return billStatement({ bytes: createReadStream(bill) }, { owner: {}, day: DAY, currencies: ['CNY'] });
}

async function main(): Promise<void> {
  if (process.argv[2] === 'write') await writeBill(process.argv[4] ?? '', statement());
  else await compare();
}

async function compare(): Promise<void> {
  const none = async (): Promise<undefined> => undefined;
  const shop = {
    clock: { now: () => 0, sleep: none },
    log: () => undefined,
    store: { orders: { get: none }, orderOfTransaction: none },
  };
  // What a comparison without a PSP to ask needs of a shop.
  const room = { shop, books, reports: { get: none } } as unknown as Reconciling;
  const started = performance.now();
  const contents = await compareDay(room, {
    whose: { paySp: 'v3', configId: 'payment' },
    day: DAY,
    zone: '+08:00',
    source: 'psp',
    lines: linesOf(process.argv[4]),
    limits: { lines: 3_000_000, lookups: 20_000, questions: 0, until: Infinity },
  });
  const { matched, findings, open } = contents;
  process.stdout.write(
    JSON.stringify({
      ms: performance.now() - started,
      cpuMs: process.cpuUsage().user / 1000,
      maxRssMb: process.resourceUsage().maxRSS / 1024,
      matched,
      open,
      kinds: Object.fromEntries(
        [...new Set(findings.map(({ kind }) => kind))].map((kind) => [
          kind,
          findings.filter((one) => one.kind === kind).length,
        ]),
      ),
    }),
  );
}

main().catch((error: unknown) => {
  process.stderr.write(String(error));
  process.exitCode = 1;
});
