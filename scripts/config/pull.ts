/** `config pull`: the configuration of an environment into a file that only its owner may read. */
import { parseArgs } from 'node:util';
import { environmentOptions } from '../environment/documents';
import { openConfig } from './online';
import { writeOwnFile } from './own-file';
import type { Terminal } from './terminal';

export async function pull(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...environmentOptions,
      file: { type: 'string' },
      document: { type: 'string' },
      force: { type: 'boolean', default: false },
    },
  });
  const { file, document, force, ...which } = values;
  if (file === undefined) throw new Error('into which file? npm run config pull -- --file payment.json');
  const online = await openConfig(which);
  const all = await online.all();
  const wanted = document === undefined ? all : all.filter(({ _id }) => _id === document);
  if (wanted.length === 0) {
    terminal.say(`${online.name} has no ${document ?? 'configuration'}; nothing was written`);
    return 1;
  }
  writeOwnFile(file, wanted, { force });
  terminal.say(
    `${wanted.map(({ _id }) => String(_id)).join(', ')} of ${online.name} written to ${file}. It holds your keys: keep it out of version control.`,
  );
  return 0;
}
