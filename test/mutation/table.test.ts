/** The table of mutation testing stays true: it names every file that it should, and explains what nobody noticed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explained } from './explained';
import { explanationOf, LEAST, scoresIn, type Report } from './score';
import { fileOf, rowsIn, tableOf } from './table';
import { targets } from './targets';

const root = join(__dirname, '..', '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const files = targets.flatMap((target) => target.files);
const { scores, survivors } = rowsIn(read('test/mutation.md'));

/** The numbers in the line of a file: its changes, how many of them were noticed, and the percentage. */
const numbersIn = (row: string): readonly number[] => {
  const [, , all = '', noticed = '', share = ''] = row.split('|');
  return [Number(all), Number(noticed), Number(share.replace('%', ''))];
};

describe('the targets', () => {
  test('are files and tests that there are, each file once', () => {
    const named = [...files, ...targets.flatMap(({ tests }) => tests)];
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect(files.filter((file, at) => files.indexOf(file) !== at)).toEqual([]);
  });

  test('of which only a part is changed have that part', () => {
    for (const { part, files: parted } of targets) {
      for (const file of part ? parted : []) {
        const lines = read(file).split('\n');
        const from = lines.findIndex((line) => line.startsWith(part?.from ?? ''));
        const to = lines.findIndex((line, at) => at > from && line.startsWith(part?.to ?? ''));
        expect([file, from > 0, to > from]).toEqual([file, true, true]);
      }
    }
  });
});

describe('the table', () => {
  test('has one line for each file that is changed, in the order of the targets', () => {
    expect(scores.map(fileOf)).toEqual(files);
  });

  test.each(scores.map((row) => [fileOf(row), row]))(
    'says how much of %s was noticed: enough',
    (_file, row) => {
      const [all = 0, noticed = 0, share = 0] = numbersIn(row);
      expect(all).toBeGreaterThan(0);
      expect(share).toBeCloseTo((noticed / all) * 100, 1);
      expect(share).toBeGreaterThanOrEqual(LEAST);
    },
  );

  test.each(['docs/reliability.md', 'docs/reliability.zh-CN.md'])('has the sums that stand in %s', (page) => {
    const sum = (at: number): string =>
      scores.reduce((total, row) => total + (numbersIn(row)[at] ?? 0), 0).toLocaleString('en');
    const [line = ''] = read(page)
      .split('\n')
      .filter((one) => one.startsWith('| ') && one.includes('mutation.md'));
    expect(line).toContain(` ${sum(0)} `);
    expect(line).toContain(` ${sum(1)} `);
    expect(line).toContain(` ${files.length} `);
  });

  test('names and explains each change that nobody noticed', () => {
    for (const row of scores) {
      const [all = 0, noticed = 0] = numbersIn(row);
      const named = survivors.filter((one) => fileOf(one) === fileOf(row));
      expect([fileOf(row), named.length]).toEqual([fileOf(row), all - noticed]);
    }
    expect(survivors.filter((row) => row.includes('not explained'))).toEqual([]);
  });
});

test.each(explained.map((one) => [`${one.file}: ${one.from} → ${one.to}`, one]))(
  'the explanation of %s fits the source, and is needed',
  (_what, { file, on, from, why }) => {
    const lines = read(file)
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ').trim());
    expect(lines).toContain(on);
    expect(on).toContain(from.split(' ')[0]);
    expect(survivors.filter((row) => fileOf(row) === file && row.includes(why))).not.toEqual([]);
  },
);

describe('a report of Stryker', () => {
  const place = (line: number, column: number): { line: number; column: number } => ({ line, column });
  const mutant = (status: string, replacement = 'x'): Report['files'][string]['mutants'][number] => ({
    status,
    replacement,
    location: { start: place(2, 3), end: place(3, 4) },
  });
  const report: Report = {
    files: {
      'shared/a.ts': {
        source: 'one\n  if (a\n &&b) c',
        mutants: ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'CompileError', 'Ignored'].map((status) =>
          mutant(status),
        ),
      },
    },
  };

  test('counts what tests noticed, and what they did not or never reached', () => {
    const [score] = scoresIn(report);
    const survivor = { file: 'shared/a.ts', line: 2, on: 'if (a', from: 'if (a &&', to: 'x' };
    expect(score).toEqual({ file: 'shared/a.ts', all: 4, killed: 2, survivors: [survivor, survivor] });
    expect(explanationOf(survivor)).toBeUndefined();
  });

  test('takes the place of the older lines of its files, and of no others', () => {
    const before = {
      scores: [
        '| shared/a.ts | 9 | 9 | 100.0 % |',
        '| shared/b.ts | 7 | 7 | 100.0 % |',
        '| shared/c.ts | 1 | 1 | 100.0 % |',
      ],
      survivors: ['| shared/a.ts:1 | `x` → `y` | why |', '| shared/b.ts:1 | `x` → `y` | why |'],
    };
    const table = tableOf(scoresIn(report), before, ['shared/b.ts', 'shared/a.ts'], 'Stryker');
    expect(rowsIn(table)).toEqual({
      scores: ['| shared/b.ts | 7 | 7 | 100.0 % |', '| shared/a.ts | 4 | 2 | 50.0 % |'],
      survivors: [
        '| shared/b.ts:1 | `x` → `y` | why |',
        ...Array.from({ length: 2 }, () => '| shared/a.ts:2 | `if (a &&` → `x` | **not explained** |'),
      ],
    });
  });
});
