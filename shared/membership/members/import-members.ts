/** Members of an older system, from a CSV: each line once, however often the file is imported. */
import { PayError } from '../../kernel/errors';
import { sideBySide } from '../../kernel/side-by-side';
import { memberNamed, type Scope } from './find-member';
import { readLines, type Line, type RefusedLine } from './import-lines';
import { nameOf, within, type Member } from './member';
import type { MembersRoom } from './ports';
import { enterOnce } from './reservation';
import { memberBehind } from './standing-member';

const AT_ONCE = 8;
/** A line is not begun when less than this is left of the function's time. */
const LAST_MS = 3000;

export interface Imported {
  readonly imported: number;
  /** Lines that had been imported before. */
  readonly unchanged: number;
  readonly refused: readonly RefusedLine[];
}

/**
 * Imports what the lines say. A line that is wrong stops no other.
 * @throws PayError INVALID_INPUT for a text that is no such table, or too long
 */
export async function importMembers(room: MembersRoom, scope: Scope, csv: string): Promise<Imported> {
  const { lines, refused } = readLines(csv, scope.config?.keepsPhones === true);
  const counts = { imported: 0, unchanged: 0 };
  const late: RefusedLine[] = [];
  await sideBySide(lines, AT_ONCE, async (line) => {
    try {
      counts[await importLine(room, scope.scope, line)] += 1;
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      late.push({ line: line.line, reason: reasonOf(error) });
    }
  });
  return { ...counts, refused: [...refused, ...late].sort((a, b) => a.line - b.line) };
}

async function importLine(room: MembersRoom, scope: string, line: Line): Promise<'imported' | 'unchanged'> {
  const { clock, deadline } = room.wechat;
  if (clock.now() + LAST_MS > deadline) throw new PayError('BUSY', 'no time was left: import the file again');
  const { number, phone, points, balance } = line;
  const name = within(scope, nameOf.number(number));
  const known = await room.members.memberNamed(name);
  if (known !== undefined && known !== name) {
    throw new PayError('INVALID_INPUT', 'this member was not imported: change points with entry');
  }
  const member = await memberNamed(room, { names: [name], first: name });
  if (phone !== undefined) await giveNumber(room, scope, member, phone);
  if (points === 0 && balance === 0) return known === undefined ? 'imported' : 'unchanged';
  const id = within(scope, `import:${number}`);
  const before = await room.members.entryOfRecord(id);
  const reason = 'imported';
  await enterOnce(room, { id, member: name, kind: 'import', points, balance, reason, order: undefined });
  return before === undefined ? 'imported' : 'unchanged';
}

/** Lets the member be found by whoever proves to have the phone number. */
async function giveNumber(room: MembersRoom, scope: string, member: Member, phone: string): Promise<void> {
  const name = within(scope, nameOf.phone(phone));
  if (await room.members.giveName(name, member.id)) return;
  const holder = await room.members.memberNamed(name);
  if (holder !== undefined && (await memberBehind(room, holder)).id === member.id) return;
  throw new PayError('INVALID_INPUT', 'another member has this phone number');
}

const reasonOf = ({ code, message }: PayError): string =>
  code === 'RECORD_NUMBER_TAKEN' ? 'was imported before with other amounts: change them with entry' : message;
