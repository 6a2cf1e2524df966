/**
 * How documents come into an environment, whatever command wants it: what differs is shown, the doctor is asked, then the person; the
 * version before is kept, the write happens only if nobody else wrote meanwhile, and what stands there then is read back.
 */
import { isDeepStrictEqual } from 'node:util';
import type { Finding } from '../../shared/payments/doctor/finding';
import { checkup } from '../doctor/checkup';
import { languageOption, speakAs } from '../doctor/language';
import { findingLines, withoutTheSecretsOf } from '../doctor/printed';
import type { StoredDocument } from '../environment/documents';
import { differenceLines } from './difference';
import type { OnlineConfig } from './online';
import type { Terminal } from './terminal';

export interface Change {
  /** As it was read; undefined where there is none yet. */
  readonly before: StoredDocument | undefined;
  readonly after: StoredDocument;
}

export interface Consent {
  /** Write without asking. */
  readonly yes: boolean;
  /** Write although the doctor found something. */
  readonly anyway: boolean;
  /** The language of what the doctor finds; the shell's where missing. */
  readonly lang?: string | undefined;
}

/** What every command that writes takes. */
export const consentOptions = {
  yes: { type: 'boolean', default: false },
  anyway: { type: 'boolean', default: false },
  ...languageOption,
} as const;

/** @returns 0 where everything stands as it was wanted, 1 where something was not written */
export async function apply(
  { terminal, online }: { readonly terminal: Terminal; readonly online: OnlineConfig },
  wanted: readonly Change[],
  consent: Consent,
): Promise<0 | 1> {
  const speak = await speakAs(consent.lang);
  const changes = wanted.filter(({ before, after }) => !isDeepStrictEqual(before, after));
  terminal.say(`the configuration of ${online.name}`);
  if (changes.length === 0) {
    terminal.say('nothing differs');
    return 0;
  }
  for (const change of changes) for (const line of changeLines(change)) terminal.say(line);
  const findings = findingsOf(await online.all(), changes, online.isRemote);
  const clean = withoutTheSecretsOf(changes.flatMap(({ before = {}, after }) => [before, after]));
  for (const finding of findings) for (const line of findingLines(finding, speak)) terminal.say(clean(line));
  if (!(await mayWrite(terminal, { findings: findings.length, name: online.name }, consent))) return 1;
  for (const change of changes) if (!(await written(terminal, online, change))) return 1;
  return 0;
}

function changeLines({ before, after }: Change): readonly string[] {
  return [`${String(after._id)}${before ? '' : ' (new)'}`, ...differenceLines(before ?? {}, after)];
}

/** What the doctor finds in the documents that change, seen together with those that do not. */
function findingsOf(
  all: readonly StoredDocument[],
  changes: readonly Change[],
  isRemote: boolean,
): readonly Finding[] {
  const others = all.filter(({ _id }) => !changes.some(({ after }) => after._id === _id));
  const documents = [...others, ...changes.map(({ after }) => after)];
  const now = Date.now();
  const named = ({ field, problem }: Finding): string => JSON.stringify([field, problem]);
  const elsewhere = new Set(
    others.length === 0 ? [] : checkup({ documents: others, isRemote }, now).findings.map(named),
  );
  return checkup({ documents, isRemote }, now).findings.filter((one) => !elsewhere.has(named(one)));
}

async function mayWrite(
  terminal: Terminal,
  { findings, name }: { readonly findings: number; readonly name: string },
  { yes, anyway }: Consent,
): Promise<boolean> {
  if (findings > 0) terminal.say(`${findings} problems`);
  if (findings > 0 && !anyway) {
    terminal.say('Nothing was written. Mend them, or write it as it is with --anyway.');
    return false;
  }
  if (yes) return true;
  if (!terminal.isPerson) {
    terminal.say('Nothing was written. --yes writes without asking.');
    return false;
  }
  if (/^y(es)?$/i.test(await terminal.ask(`Write this to ${name}? (yes/no) `))) return true;
  terminal.say('Nothing was written.');
  return false;
}

async function written(
  terminal: Terminal,
  online: OnlineConfig,
  { before, after }: Change,
): Promise<boolean> {
  const id = String(after._id);
  if (before) await online.keep(before, Date.now());
  if (!(await online.replace(before, after))) {
    terminal.say(
      `${id} was not written: somebody else has changed it meanwhile. Look at the difference again.`,
    );
    return false;
  }
  const now = await online.read(id);
  const lines = differenceLines(after, now ?? {});
  if (lines.length > 0) {
    terminal.say(`${id} was written, but what stands there now differs from it:`);
    for (const line of lines) terminal.say(line);
    return false;
  }
  const back = before ? '; npm run config restore puts back what was before' : '';
  terminal.say(`${id} written and read back, in force within a minute${back}`);
  return true;
}
