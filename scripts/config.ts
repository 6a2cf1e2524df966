/**
 * `npm run config show | check | pull | push | restore | guide | rotate`: the configuration of an environment, looked at and changed
 * without its secrets on the screen. `-- --env ID` means a real environment, `-- --url` another local cloud than the one at
 * http://127.0.0.1:7070; `--lang zh` (zh-CN, zh-TW, en) says what is wrong in another language than the shell's. Exit code 0 when it is as it was wanted, 1 when something was found or not written, 2 when it cannot be tried.
 */
import { parseArgs } from 'node:util';
import { guide } from './config/guide';
import { pull } from './config/pull';
import { push } from './config/push';
import { restore } from './config/restore';
import { rotate } from './config/rotate';
import { show } from './config/show';
import { terminalOf, type Terminal } from './config/terminal';
import { runDoctor } from './doctor/run';

type Command = (args: readonly string[], terminal: Terminal) => Promise<0 | 1>;

const commands: Readonly<Record<string, { readonly run: Command; readonly does: string }>> = {
  show: { run: show, does: 'every value, with a mark for each secret [--file payment.json]' },
  check: {
    run: runDoctor,
    does: 'what is wrong with it, as npm run doctor [--file payment.json] [--online] [--json]',
  },
  doctor: { run: runDoctor, does: 'the same as check' },
  pull: { run: pull, does: 'into a file: --file payment.json [--document payment] [--force]' },
  push: { run: push, does: 'a file into the environment: --file payment.json [--yes] [--anyway]' },
  restore: {
    run: restore,
    does: 'what stood there before [--document payment] [--list] [--version 2] [--yes]',
  },
  guide: {
    run: guide,
    does: 'asks for what a PSP needs [--pay-sp v3] [--set field=value] [--set-file field=path] [--file payment.json]; with --env or --url it pushes that, and offers something to buy for a trial [--trial-goods]',
  },
  rotate: {
    run: rotate,
    does: 'exchanges a key: rotate apiv3_key [--pay-sp v3] [--set …] [--set-file …] [--finish] [--yes]',
  },
};

function usage(): string {
  const lines = Object.entries(commands).map(
    ([name, { does }]) => `  npm run config ${name.padEnd(8)} -- … ${does}`,
  );
  return ['what is to be done?', ...lines].join('\n');
}

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (name.startsWith('-')) parseArgs({ args: [name] });
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new Error(usage());
  return command.run(
    args,
    terminalOf((line) => console.log(line)),
  );
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
