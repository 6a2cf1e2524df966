/** The doctor's command: what is examined, asked and printed. `npm run doctor` and `npm run config -- check` are the same. */
import { parseArgs } from 'node:util';
import type { Finding } from '../../shared/payments/doctor/finding';
import { says, type Speak } from '../../shared/payments/doctor/said';
import { clockOf } from '../environment/clock';
import { environmentOptions } from '../environment/documents';
import { checkup, type Checkup } from './checkup';
import { languageOption, speakAs } from './language';
import { askPsps, type Answered } from './online';
import { checkupLines, printedFindings, withoutTheSecretsOf } from './printed';
import { fromEnvironment, fromFile, NoDocument, type Source } from './source';

function readWish(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...environmentOptions,
      file: { type: 'string' },
      json: { type: 'boolean', default: false },
      ...languageOption,
      online: { type: 'boolean', default: false },
    },
  });
  if (values.file !== undefined && values.env !== undefined)
    throw new Error('give --file or --env, not both');
  return values;
}

type Wish = ReturnType<typeof readWish>;

/** To whom it is printed. */
export interface Spoken {
  readonly say: (line: string) => void;
}

/**
 * Examines what the arguments name and prints it.
 * @returns 0 without problems, 1 with some
 * @throws Error in words for whoever typed the command, where the configuration cannot be reached
 */
export async function runDoctor(args: readonly string[], { say }: Spoken): Promise<0 | 1> {
  const wish = readWish(args);
  const speak = await speakAs(wish.lang);
  const source = await sourceOf(wish);
  const unreadable = 'field' in source;
  const found = unreadable ? { findings: [source], notes: [], recognised: [] } : checkup(source, Date.now());
  const asked = wish.online && !unreadable ? await answersOf(source, wish) : [];
  const findings = [...found.findings, ...asked.flatMap(({ finding }) => (finding ? [finding] : []))];
  const clean = withoutTheSecretsOf(unreadable ? [] : source.documents);
  const printing = { asked, clean, speak, name: unreadable ? (wish.file ?? '') : source.name };
  for (const line of printed(wish, { ...found, findings }, printing)) say(line);
  return findings.length === 0 ? 0 : 1;
}

interface Printing {
  readonly asked: readonly Answered[];
  readonly clean: (text: string) => string;
  readonly name: string;
  readonly speak: Speak;
}

function* printed(
  { json }: Wish,
  found: Checkup,
  { asked, clean, name, speak }: Printing,
): Generator<string> {
  if (json) {
    const cleaned = (_: string, value: unknown): unknown =>
      typeof value === 'string' ? clean(value) : value;
    yield JSON.stringify(printedFindings(found.findings, speak), cleaned, 2);
    return;
  }
  yield speak(says('print_title', { name }));
  for (const line of checkupLines(found, asked, speak)) yield clean(line);
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
      problem: error.said,
      why: says('why_file'),
      fix: says('fix_file'),
    };
  }
}

async function answersOf({ documents }: Source, { file, env, url }: Wish): Promise<readonly Answered[]> {
  const localUrl = file === undefined && env === undefined ? (url ?? 'http://127.0.0.1:7070') : url;
  const clock = await clockOf(localUrl);
  const payments = documents.filter(({ _id }) => String(_id).startsWith('payment'));
  return (await Promise.all(payments.map((one) => askPsps(one, clock)))).flat();
}
