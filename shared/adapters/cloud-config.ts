/** Collection `config`: what the merchant writes, as it is. */
import { collection, database, idIn, isRecord, read } from './cloud-documents';

/** The raw document `id`; undefined where there is none. */
export async function configDocument(id: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const found = await read((await collection('config')).where({ _id: id }).limit(1).get());
  return found.find(isRecord);
}

const MOST_CONFIGS = 100;

/** The payment configurations that there are: `payment`, and `payment_<appid>` of shared environments. */
export async function paymentConfigIds(limit = MOST_CONFIGS): Promise<readonly string[]> {
  const { command } = await database();
  // "`" follows "_".
  const named = command.or({ _id: 'payment' }, { _id: command.gt('payment_').and(command.lt('payment`')) });
  const found = (await collection('config')).where(named).field({ _id: true }).limit(limit);
  return (await read(found.get())).map(idIn);
}
