/** In whose name a command acts where it does not say. */
import { isObject } from '../../shared/kernel/json';
import type { Shop } from '../../shared/payments/flows/shop';

/**
 * The openid of the only operator whom a configuration names.
 * @throws Error in words for whoever typed the command, where it names nobody or several
 */
export async function onlyOperator({ store }: Pick<Shop, 'store'>, configId: string): Promise<string> {
  const document = await store.configDocument(configId);
  const blocks = isObject(document?.providers) ? Object.values(document.providers).filter(isObject) : [];
  const named = [document ?? {}, ...blocks].flatMap(({ operators }) => operators);
  const [only, ...others] = new Set(named.filter((one) => typeof one === 'string' && one !== ''));
  if (typeof only === 'string' && others.length === 0) return only;
  throw new Error(
    typeof only === 'string'
      ? `configuration "${configId}" names ${others.length + 1} operators. Say in whose name: --as OPENID`
      : `configuration "${configId}" names no operators, and only they may do this. Write the openid of yours into operators, see docs/configuration.md`,
  );
}
