/**
 * `npm run doctor [-- --file config.json | --env ID | --url http://127.0.0.1:7070] [--json] [--online]`: says what is wrong with a
 * configuration, its keys and certificates, why it matters and what to do. `--online` also asks each PSP something harmless. The last line
 * is `N problems`; with `--json` only the array of problems is printed. Exit code 0 without problems, 1 with some,
 * 2 where the configuration cannot be reached.
 */
import { parseArgs } from 'node:util';
import type { Finding } from '../shared/payments/doctor/finding';
import { checkup, type Checkup } from './doctor/checkup';
import { askPsps, type Answered } from './doctor/online';
import { checkupLines, printedFindings, withoutTheSecretsOf } from './doctor/printed';
import { fromEnvironment, fromFile, NoDocument, type Source } from './doctor/source';
import { environmentOptions } from './environment/documents';
import { clockOf } from './environment/clock';

function readWish() {
  const { values } = parseArgs({
    options: {
      ...environmentOptions,
      file: { type: 'string' },
      json: { type: 'boolean', default: false },
      online: { type: 'boolean', default: false },
    },
  });
  if (values.file !== undefined && values.env !== undefined)
    throw new Error('give --file or --env, not both');
  return values;
}

type Wish = ReturnType<typeof readWish>;

async function main(): Promise<void> {
  const wish = readWish();
  const source = await sourceOf(wish);
  const unreadable = 'field' in source;
  const found = unreadable ? { findings: [source], notes: [], recognised: [] } : checkup(source, Date.now());
  const asked = wish.online && !unreadable ? await answersOf(source, wish) : [];
  const findings = [...found.findings, ...asked.flatMap(({ finding }) => (finding ? [finding] : []))];
  const clean = withoutTheSecretsOf(unreadable ? [] : source.documents);
  print(wish, { ...found, findings }, { asked, clean, name: unreadable ? (wish.file ?? '') : source.name });
  process.exitCode = findings.length === 0 ? 0 : 1;
}

interface Printing {
  readonly asked: readonly Answered[];
  readonly clean: (text: string) => string;
  readonly name: string;
}

function print({ json }: Wish, found: Checkup, { asked, clean, name }: Printing): void {
  if (json) {
    const cleaned = (_: string, value: unknown): unknown =>
      typeof value === 'string' ? clean(value) : value;
    console.log(JSON.stringify(printedFindings(found.findings), cleaned, 2));
    return;
  }
  console.log(`the configuration of ${name}`);
  for (const line of checkupLines(found, asked)) console.log(clean(line));
}

/** A file that holds no configuration is a problem like any other. */
async function sourceOf({ file, env, url }: Wish): Promise<Source | Finding> {
  if (file === undefined) return fromEnvironment({ env, url });
  try {
    return fromFile(file);
  } catch (error) {
    if (!(error instanceof NoDocument)) throw error;
    return {
      field: 'payment',
      problem: error.message,
      why: 'Nothing in it can be read, so nothing else can be said about it.',
      fix: 'Write it as one JSON object; docs/configuration.md shows the shortest form.',
    };
  }
}

async function answersOf({ documents }: Source, { file, env, url }: Wish): Promise<readonly Answered[]> {
  const localUrl = file === undefined && env === undefined ? (url ?? 'http://127.0.0.1:7070') : url;
  const clock = await clockOf(localUrl);
  const payments = documents.filter(({ _id }) => String(_id).startsWith('payment'));
  return (await Promise.all(payments.map((one) => askPsps(one, clock)))).flat();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
