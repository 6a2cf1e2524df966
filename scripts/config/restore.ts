/** `config restore`: puts back what stood in a document before its last change, or before an older one. Doing it twice undoes it. */
import { parseArgs } from 'node:util';
import { environmentOptions } from '../environment/documents';
import { apply, consentOptions } from './apply';
import { openConfig } from './online';
import type { Terminal } from './terminal';

export async function restore(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...environmentOptions,
      ...consentOptions,
      document: { type: 'string', default: 'payment' },
      version: { type: 'string', default: '1' },
      list: { type: 'boolean', default: false },
    },
  });
  const { document: id, version, list, yes, anyway, lang, ...which } = values;
  const online = await openConfig(which);
  const kept = await online.kept(id);
  if (list) {
    for (const [at, { keptAt }] of kept.entries())
      terminal.say(`${at + 1}  ${id} as it was until ${new Date(keptAt).toISOString()}`);
    terminal.say(`${kept.length} versions kept`);
    return 0;
  }
  const chosen = kept[Number(version) - 1];
  if (!chosen) {
    terminal.say(`no such version of ${id} is kept; --list shows those that are`);
    return 1;
  }
  terminal.say(`${id} as it was until ${new Date(chosen.keptAt).toISOString()}`);
  const change = { before: await online.read(id), after: chosen.document };
  return apply({ terminal, online }, [change], { yes, anyway, lang });
}
