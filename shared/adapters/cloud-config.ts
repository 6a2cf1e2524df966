/** Collection `config`: what the merchant writes, as it is. */
import { collection, isRecord, read } from './cloud-documents';

/** The raw document `id`; undefined where there is none. */
export async function configDocument(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const found = await read((await collection('config')).where({ _id: id }).limit(1).get());
  return found.find(isRecord);
}
