/** Which PSPs' notices prove what they say: a hint of the others can be sent by whoever may call us, or has seen one. */
import { connectorOf, paySps } from '../../psp';
import type { Connector } from '../../psp/connector';

export const isSigning = ({ notifications }: Connector): boolean =>
  notifications !== 'none' && notifications.believe === 'notice';

export async function signingPsps(): Promise<readonly string[]> {
  const connectors = await Promise.all(paySps.map(connectorOf));
  return connectors.flatMap((one) => (one && isSigning(one) ? [one.paySp] : []));
}
