/** The tables of what is attacked, as test/bad-input.md shows them. They are counted from the attacks, not typed. */
import { classes, nameOf, type Attack, type ClassNo } from './attack';
import { Dice } from './dice';
import { markerCount } from './markers';

const numbers = Object.keys(classes).map(Number) as ClassNo[];

/** How many cases each attack has; nothing is run. */
export interface Counted {
  readonly all: number;
  readonly sizes: readonly { readonly no: ClassNo; readonly door: string; readonly size: number }[];
}

export function counted(attacks: readonly Attack[]): Counted {
  const sizes = attacks.map((attack) => ({
    no: attack.no,
    door: attack.at.split(/[ ,(]/)[0] ?? '',
    size: Array.from(attack.cases(new Dice(nameOf(attack)))).length,
  }));
  return { all: sizes.reduce((total, { size }) => total + size, 0), sizes };
}

const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;

const sum = ({ sizes }: Counted, of: { no?: ClassNo; door?: string }): number =>
  sizes
    .filter(({ no, door }) => (of.no ?? no) === no && (of.door ?? door) === door)
    .reduce((total, { size }) => total + size, 0);

const HEAD = `# Bad input

Every case was sent through a real door, and got exactly the verdict that it may get: refused with the defined bytes, or taken as
the very same fact. No case threw, none gave an order money that is not its own, and none of ${markerCount} planted markers (keys,
tokens, people) nor any secret of a configuration came out in an answer, a log line or a stored word. \`npm run attack\` runs all of
them; \`npm test\` runs a seeded share. \`npm run attack -- --write\` writes this file when every case passed.
`;

function classTable(all: Counted): string {
  const rows = numbers.map((no) => line([no, classes[no], sum(all, { no })]));
  return [line(['class', 'what it tries', 'cases']), '| --- | --- | --: |', ...rows].join('\n');
}

function doorTable(all: Counted): string {
  const doors = [...new Set(all.sizes.map(({ door }) => door))];
  const rows = doors.map((door) => line([door, ...numbers.map((no) => sum(all, { no, door }) || '')]));
  const head = [line(['at', ...numbers]), `| --- |${' --: |'.repeat(numbers.length)}`];
  return [...head, ...rows].join('\n');
}

/** The whole file. */
export const documentOf = (all: Counted): string =>
  `${HEAD}\n${all.all} cases in all.\n\n${classTable(all)}\n\nBy door and class:\n\n${doorTable(all)}\n`;

/** Padding of tables does not count. */
export const normalized = (text: string): string => text.replace(/[ -]+/g, ' ');
