/** `npm run new:provider`, in a copy of the repository: what it makes compiles, and says that it is not done. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { identifierOf, nameProblem } from '../scripts/new-provider/names';
import { copyOfTheTree, type Ended, type TreeCopy } from './tree-copy';

jest.setTimeout(200_000);

const lists = [
  'shared/payments/psp/index.ts',
  'scripts/connectors.ts',
  'scripts/sandbox/index.ts',
  'test/fixtures/index.ts',
];
const made = [
  'shared/payments/psp/try-pay.ts',
  'test/fixtures/try-pay/index.ts',
  'scripts/sandbox/try-pay/index.ts',
  'test/payments/psp/try-pay.test.ts',
  'docs/providers/try-pay.md',
];

/** The files of both providers that these tests make. */
const everything = [...made, ...made.map((file) => file.replace('try-pay', '2nd-try'))];

let tree: TreeCopy;
beforeAll(() => {
  tree = copyOfTheTree();
});
afterAll(() => tree.remove());

const text = (file: string): string => readFileSync(join(tree.path, file), 'utf8');
const newProvider = (...args: readonly string[]): Ended => tree.run('scripts/new-provider.ts', ...args);

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The failed tests of a jest run in the copy: full name → what they say first. */
function failures(...args: readonly string[]): ReadonlyMap<string, string> {
  const output = join(tree.path, 'report.json');
  tree.tool('jest/bin/jest.js', ...args, '--json', `--outputFile=${output}`);
  const { testResults } = JSON.parse(readFileSync(output, 'utf8')) as Report;
  const failed = testResults.flatMap((one) => one.assertionResults).filter((one) => one.status === 'failed');
  return new Map(
    failed.map((one) => [one.fullName, one.failureMessages.join('\n').split('\n    at ')[0] ?? '']),
  );
}

describe('a name', () => {
  test.each([
    ['TryPay', 'must be lower-case'],
    ['try_pay', 'must be lower-case'],
    ['../try', 'must be lower-case'],
    ['try--pay', 'must be lower-case'],
    ['', 'must be lower-case'],
    ['v3', 'is in the registry already'],
    ['connector', 'shared/payments/psp/connector.ts exists'],
    ['ledger', 'scripts/sandbox/ledger.ts exists'],
  ])('"%s" is refused: %s', (name, why) => {
    expect(nameProblem(tree.path, name, ['yaband', 'v3'])).toContain(why);
  });

  test.each([
    ['try-pay', 'tryPay'],
    ['2nd-try', 'psp2ndTry'],
    ['new', 'pspNew'],
  ])('"%s" may be used, and is called %s in TypeScript', (name, identifier) => {
    expect(nameProblem(tree.path, name, [])).toBeUndefined();
    expect(identifierOf(name)).toBe(identifier);
  });

  test.each([[[]], [['one', 'two']]])('is wanted, and only one: %j is refused', (names) => {
    const { status, stderr } = newProvider(...names);
    expect(stderr).toContain('one name is wanted');
    expect(status).toBe(1);
  });

  test('that the registry knows is refused by the command', () => {
    expect(newProvider('yaband')).toMatchObject({
      status: 1,
      stderr: '"yaband" is in the registry already\n',
    });
  });
});

describe('a new provider', () => {
  let first: Ended;
  beforeAll(() => {
    first = newProvider('try-pay');
  });

  test('gets its five files, and the lists stay as they are', () => {
    expect(first).toMatchObject({ status: 0, stderr: '' });
    for (const file of made) {
      expect(first.stdout).toContain(file);
      expect(text(file)).toContain('try-pay');
      expect(text(file)).not.toMatch(/__(name|identifier)__/);
    }
    for (const list of lists) expect(text(list)).not.toContain('try-pay');
  });

  test('is told which line to add to which list', () => {
    for (const list of lists) expect(first.stdout).toContain(`${list}: `);
    expect(first.stdout).toContain("import { tryPay } from './try-pay';");
    expect(first.stdout).toContain('HOME_CURRENCY');
  });

  test('is not written a second time', () => {
    const before = made.map(text);
    const { status, stderr } = newProvider('try-pay');
    expect(stderr).toContain('nothing was written: shared/payments/psp/try-pay.ts');
    expect(status).toBe(1);
    expect(made.map(text)).toEqual(before);
  });
});

describe('a registered new provider', () => {
  beforeAll(() => {
    expect(newProvider('2nd-try', '--register')).toMatchObject({ status: 0 });
  });

  test('stands in each list once, with its import', () => {
    expect(text('shared/payments/psp/index.ts')).toContain(
      "'2nd-try': async () => (await import('./2nd-try')).psp2ndTry,",
    );
    expect(text('scripts/connectors.ts').match(/psp2ndTry/g)).toHaveLength(2);
    expect(text('scripts/sandbox/index.ts')).toContain("'2nd-try': psp2ndTrySandbox");
    expect(text('test/fixtures/index.ts')).toContain("'2nd-try': psp2ndTry");
  });

  test('compiles, as do the lists', () => {
    const include = [...lists, ...everything].filter((file) => file.endsWith('.ts'));
    writeFileSync(
      join(tree.path, 'tsconfig.new.json'),
      JSON.stringify({ extends: './tsconfig.json', include, exclude: [] }),
    );
    const { stdout } = tree.tool('typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.new.json');
    const about = stdout
      .split('\n')
      .filter((line) => /2nd-try|try-pay|(connectors|sandbox|fixtures)\/index/.test(line));
    expect(about).toEqual([]);
  });

  test('is formatted as everything is', () => {
    expect(tree.tool('prettier/bin/prettier.cjs', '--check', ...lists, ...everything)).toMatchObject({
      status: 0,
    });
  });

  test('fails the contract suite, which says what to fill in and where', () => {
    const red = failures(
      'test/contract/operations.test.ts',
      'test/contract/notices.test.ts',
      '-t',
      '2nd-try',
    );
    const asked = [...red.values()].flatMap((said) => /2nd-try\.ts: fill in [^\n:,]+/.exec(said) ?? []);
    for (const place of ['pay.request', 'query.request', 'opened', 'refund.request', 'notifications.glance'])
      expect(asked).toContain(`2nd-try.ts: fill in ${place}`);
    expect([...red.keys()]).toEqual(
      expect.arrayContaining([
        '2nd-try pay sends exactly the documented bytes',
        '2nd-try refund reads a good answer',
        '2nd-try declares what it can do in known words and positive numbers',
        'a notice of 2nd-try about a payment is accepted and read',
      ]),
    );
  });

  test('has a test of its own that is red until the vendor’s signatures are reproduced', () => {
    const red = failures('test/payments/psp/2nd-try.test.ts');
    expect([...red.values()]).toEqual([expect.stringContaining('fill in the published vectors of 2nd-try')]);
  });
});
