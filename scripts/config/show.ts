/** `config show`: every value that stands in the configuration, with a mark for each secret. */
import { parseArgs } from 'node:util';
import { fromFile } from '../doctor/source';
import { withoutTheSecretsOf } from '../doctor/printed';
import { environmentOptions, type StoredDocument } from '../environment/documents';
import { leavesOf } from './leaves';
import { openConfig } from './online';
import { shownPath, shownValue } from './shown';
import type { Terminal } from './terminal';

export async function show(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...environmentOptions, file: { type: 'string' } },
  });
  const { file, ...which } = values;
  const { name, documents } = file === undefined ? await onlineDocuments(which) : fromFile(file);
  terminal.say(`the configuration of ${name}`);
  const clean = withoutTheSecretsOf(documents);
  for (const document of documents) {
    terminal.say(String(document._id));
    for (const leaf of leavesOf(document))
      terminal.say(clean(`  ${shownPath(leaf.path)} ${shownValue(leaf)}`));
  }
  if (documents.length > 0) return 0;
  terminal.say('there is none: npm run config guide makes one');
  return 1;
}

async function onlineDocuments(
  which: Parameters<typeof openConfig>[0],
): Promise<{ readonly name: string; readonly documents: readonly StoredDocument[] }> {
  const online = await openConfig(which);
  return { name: online.name, documents: await online.all() };
}
