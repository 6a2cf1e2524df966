/** `config push`: the documents of a file into an environment. Those that the file does not name stay as they are. */
import { parseArgs } from 'node:util';
import { fromFile, isConfiguration } from '../doctor/source';
import { environmentOptions, type StoredDocument } from '../environment/documents';
import { apply, consentOptions } from './apply';
import { openConfig } from './online';
import type { Terminal } from './terminal';

export async function push(args: readonly string[], terminal: Terminal): Promise<0 | 1> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...environmentOptions, ...consentOptions, file: { type: 'string' } },
  });
  const { file, yes, anyway, lang, ...which } = values;
  if (file === undefined) throw new Error('which file? npm run config push -- --file payment.json');
  const { documents } = fromFile(file);
  checkNames(documents);
  const online = await openConfig(which);
  const changes = await Promise.all(
    documents.map(async (after) => ({ before: await online.read(String(after._id)), after })),
  );
  return apply({ terminal, online }, changes, { yes, anyway, lang });
}

/** @throws Error in words where a document has no place in the collection, or a field none in a document */
function checkNames(documents: readonly StoredDocument[]): void {
  const ids = documents.map(({ _id }) => String(_id));
  if (!ids.every(isConfiguration))
    throw new Error(`_id must be payment, wechat, payment_<appid> or wechat_<appid>; nothing was written`);
  if (new Set(ids).size < ids.length)
    throw new Error(`the file has two documents of one _id; nothing was written`);
  if (documents.some((one) => Object.keys(one).some((name) => /[.$]/.test(name))))
    throw new Error('a name at the top of a document has a dot or a $ in it; nothing was written');
}
