/**
 * Carries out every attack in full: `npm run attack [-- --write] [-- --class 8]`. Prints each that failed, and how many cases
 * there were; `--write` writes the table when none did. Fails when one case got a verdict that it must not get.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { carryOut, nameOf } from './attack';
import { attacks } from './attacks';
import { counted, documentOf } from './table';

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { write: { type: 'boolean' }, class: { type: 'string' } } });
  const chosen = attacks.filter(({ no }) => values.class === undefined || String(no) === values.class);
  if (chosen.length === 0) throw new Error(`There is no class ${values.class ?? ''} of attacks`);
  let [cases, problems, slowest] = [0, 0, 0];
  for (const attack of chosen) {
    const carried = await carryOut(attack);
    cases += carried.run;
    problems += carried.problems.length;
    slowest = Math.max(slowest, carried.slowest);
    const words = carried.problems.length === 0 ? '' : `, ${carried.problems.length} problems`;
    process.stdout.write(`${nameOf(attack)}: ${carried.run} cases${words}\n`);
    for (const problem of carried.problems) process.stdout.write(`  ${problem.slice(0, 400)}\n`);
  }
  const cpu = process.cpuUsage();
  const seconds = ((cpu.user + cpu.system) / 1e6).toFixed(0);
  process.stdout.write(`slowest case ${slowest.toFixed(1)} ms, ${seconds} s of CPU in all\n`);
  if (values.write && problems === 0 && values.class === undefined) write();
  process.stdout.write(`${cases} cases, ${problems} problems\n`);
  if (problems > 0) process.exitCode = 1;
}

function write(): void {
  const file = join(__dirname, '..', 'bad-input.md');
  writeFileSync(file, documentOf(counted(attacks)));
  spawnSync('npx', ['--no-install', 'prettier', '--write', file], { stdio: 'ignore' });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
