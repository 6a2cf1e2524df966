/** Goods of a file into an environment: the file is examined line by line, what differs is shown, a person is asked, and what stands there then is read back. */
import { isDeepStrictEqual } from 'node:util';
import type { Terminal } from '../config/terminal';
import type { StoredDocument } from '../environment/documents';
import { changesTo, goodsLines, type GoodsChange } from './difference';
import { FIELDS, problemsOf, type GoodsFile } from './goods-fields';
import type { OnlineGoods } from './online-goods';

export interface Consent {
  /** Write without asking. */
  readonly yes: boolean;
  /** Goods that the file does not name go. */
  readonly remove: boolean;
}

interface World {
  readonly terminal: Terminal;
  readonly online: OnlineGoods;
}

/** @returns 0 where everything stands as it was wanted, 1 where something was not written */
export async function bring({ terminal, online }: World, file: GoodsFile, consent: Consent): Promise<0 | 1> {
  if (!isGood(terminal, file)) return 1;
  const wanted = file.goods.map(({ document }) => document);
  const changes = changesTo(await online.all(), wanted, { known: FIELDS, remove: consent.remove });
  terminal.say(`the goods of ${online.name}; every price in major units, with its currency`);
  for (const change of changes) for (const line of goodsLines(change)) terminal.say(line);
  terminal.say(counted(changes));
  if (changes.length === 0) return 0;
  if (!(await mayWrite(terminal, online.name, consent))) return 1;
  for (const change of changes) if (!(await written({ terminal, online }, change))) return 1;
  terminal.say(`${changes.length} written and read back; the phone has them when it next looks`);
  return 0;
}

function isGood(terminal: Terminal, file: GoodsFile): boolean {
  const problems = problemsOf(file);
  for (const { line, field, problem } of problems)
    terminal.say(`line ${line}${field && `, ${field}`}: ${problem}`);
  if (problems.length === 0 && file.goods.length > 0) return true;
  terminal.say(`${problems.length} problems, ${file.goods.length} goods in the file. Nothing was written.`);
  return false;
}

function counted(changes: readonly GoodsChange[]): string {
  if (changes.length === 0) return 'nothing differs';
  const gone = changes.filter(({ after }) => after === undefined).length;
  const fresh = changes.filter(({ before }) => before === undefined).length;
  return `${fresh} new, ${changes.length - gone - fresh} changed, ${gone} removed`;
}

async function mayWrite(terminal: Terminal, name: string, { yes }: Consent): Promise<boolean> {
  if (yes) return true;
  const isAgreed =
    terminal.isPerson && /^y(es)?$/i.test(await terminal.ask(`Write this to ${name}? (yes/no) `));
  if (!isAgreed)
    terminal.say(`Nothing was written.${terminal.isPerson ? '' : ' --yes writes without asking.'}`);
  return isAgreed;
}

async function written({ terminal, online }: World, change: GoodsChange): Promise<boolean> {
  const id = String((change.after ?? change.before)?._id);
  if (!(await online.write(change))) {
    terminal.say(`${id} was not written: somebody else has changed it meanwhile. Run this again.`);
    return false;
  }
  const now: StoredDocument | undefined = await online.read(id);
  if (isDeepStrictEqual(now, change.after)) return true;
  terminal.say(`${id} was written, but what stands there now differs from it`);
  return false;
}
