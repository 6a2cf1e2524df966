/** The table of an import as lines: what each says, or why it cannot be imported; never with what stands in it. */
import { PayError } from '../../kernel/errors';
import { CsvError, readCsv, type CsvRow } from './csv';
import { phoneIn } from './member';
import { MOST_CHANGE } from './reservation';
import { isMembershipNumber } from './words';

export const MOST_LINES = 1000;

/** The columns, by the words that may stand above them. Others are not read. */
const columns: Readonly<Record<Column, readonly string[]>> = {
  number: [
    ...['membership_number', 'member_number', 'number', 'card_number'],
    ...['会员号', '会员卡号', '会员编号', '卡号'],
  ],
  phone: ['phone', 'mobile', 'phone_number', '手机', '手机号', '手机号码', '电话'],
  points: ['points', 'bonus', '积分'],
  balance: ['balance', '余额'],
};
type Column = 'number' | 'phone' | 'points' | 'balance';
const COLUMNS = ['number', 'phone', 'points', 'balance'] as const;

export interface Line {
  readonly line: number;
  readonly number: string;
  /** Where phone numbers are kept. */
  readonly phone: string | undefined;
  readonly points: number;
  readonly balance: number;
}

export interface RefusedLine {
  readonly line: number;
  readonly reason: string;
}

/** What every line says. @throws PayError INVALID_INPUT for a text that is no such table, or too long */
export function readLines(
  csv: string,
  keepsPhones: boolean,
): { readonly lines: readonly Line[]; readonly refused: readonly RefusedLine[] } {
  const [header, ...rows] = rowsOf(csv);
  const places = placesIn(header);
  const lines = new Map<string, Line>();
  const refused: RefusedLine[] = [];
  for (const row of rows) {
    const read = lineOf(row, places, keepsPhones);
    if ('reason' in read) {
      refused.push(read);
      continue;
    }
    const first = lines.get(read.number);
    if (first) refused.push({ line: row.line, reason: `line ${first.line} has the same membership_number` });
    else lines.set(read.number, read);
  }
  return { lines: [...lines.values()], refused };
}

function rowsOf(csv: string): readonly CsvRow[] {
  try {
    const rows = readCsv(csv);
    if (rows.length <= MOST_LINES + 1) return rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new PayError('INVALID_INPUT', `csv line ${error.line}: ${error.message}`);
  }
  throw new PayError('INVALID_INPUT', `csv must have at most ${MOST_LINES} lines below its first: divide it`);
}

type Places = ReadonlyMap<Column, number>;

function placesIn(header: CsvRow | undefined): Places {
  const words = (header?.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const found = COLUMNS.map((name) => ({
    name,
    places: words.flatMap((word, place) => (columns[name].includes(word) ? [place] : [])),
  }));
  const places = new Map(
    found.flatMap(({ name, places: [place] }) => (place === undefined ? [] : [[name, place]])),
  );
  const problems = found
    .filter((one) => one.places.length > 1)
    .map(({ name }) => `${name} stands above more than one column`);
  if (!places.has('number')) problems.push('a column membership_number is missing');
  if (!places.has('points') && !places.has('balance')) problems.push('a column points or balance is missing');
  if (problems.length === 0) return places;
  throw new PayError('INVALID_INPUT', `csv: the first line must name the columns: ${problems.join('; ')}`);
}

function lineOf({ line, cells }: CsvRow, places: Places, keepsPhones: boolean): Line | RefusedLine {
  const cell = (name: Column): string => cells[places.get(name) ?? -1]?.trim() ?? '';
  const number = cell('number');
  const written = keepsPhones ? cell('phone') : '';
  const phone = phoneIn(written);
  const points = sumIn(cell('points'));
  const balance = sumIn(cell('balance'));
  const amount = `must be a whole number from 0 to ${MOST_CHANGE}`;
  const problems = [
    ...(isMembershipNumber(number)
      ? []
      : ['membership_number must be 1 to 20 characters of 0-9 A-Z a-z _ -']),
    ...(written === '' || phone !== undefined
      ? []
      : ['phone must be a mainland mobile number, or begin with + and the country']),
    ...(points === undefined ? [`points ${amount}`] : []),
    ...(balance === undefined ? [`balance ${amount}`] : []),
  ];
  return points === undefined || balance === undefined || problems.length > 0
    ? { line, reason: problems.join('; ') }
    : { line, number, phone, points, balance };
}

function sumIn(written: string): number | undefined {
  if (written === '') return 0;
  const value = /^\d{1,10}$/.test(written) ? Number(written) : Infinity;
  return value <= MOST_CHANGE ? value : undefined;
}
