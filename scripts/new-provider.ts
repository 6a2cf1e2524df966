/** `npm run new:provider -- NAME [--register]`: the files of a new PSP, and what to do with them. */
import { parseArgs } from 'node:util';
import path from 'node:path';
import { paySps } from '../shared/payments/psp';
import { register, registrations, writeFiles } from './new-provider/files';
import { identifierOf, nameProblem } from './new-provider/names';

const root = path.join(__dirname, '..');
const usage = 'npm run new:provider -- NAME [--register]';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { register: { type: 'boolean', default: false } },
  });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new Error(`one name is wanted. ${usage}`);
  const problem = nameProblem(root, name, paySps);
  if (problem !== undefined) throw new Error(problem);
  const files = await writeFiles(root, name);
  if (values.register) await register(root, name);
  console.log(`written:\n${indented(files)}\n`);
  console.log(`next steps (CONTRIBUTING.md walks through them):\n${indented(steps(name, values.register))}`);
}

function steps(name: string, isRegistered: boolean): readonly string[] {
  const lists = isRegistered
    ? [`it stands in the registry, the sandboxes and the fixtures, as ${identifierOf(name)}`]
    : [
        'add one line (and its import, where there is one) to each of these lists, or run again in a clean tree with --register:',
      ];
  return [
    ...lists,
    ...(isRegistered ? [] : registrations(name).map((line) => `  ${line}`)),
    `npx jest test/contract -t ${name}    red, and says what to fill in, until the connector is right`,
    `npx jest test/payments/psp/${name}.test.ts    the vendor's published signatures`,
    'test/fixtures/statements.ts, test/contract/outside-contract.test.ts, test/sandbox/merchants.ts, test/bad-input/forge/,',
    '  test/notices-at-once/definitions.ts, scripts/simulate/psp-words.ts: a line or a merchant of it in each',
    'scripts/demo/shop.ts: its home currency in HOME_CURRENCY, and prices where the currency is new',
    `npm start -- --provider ${name}    sells, when the sandbox is written`,
    `npm run docs    the tables; docs/providers/${name}.md and CHANGELOG.md are yours to write`,
  ];
}

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
