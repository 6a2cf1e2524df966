/** What every use case works with: the ports, the configuration and the trusted keys of one running function. */
import type { Ports } from '../ports';
import { createConfigs, type Configs } from './payment-config';
import { createTrustedKeys, type TrustedKeys } from './trusted-keys';

export interface Shop extends Ports {
  readonly configs: Configs;
  readonly trustedKeys: TrustedKeys;
}

/** A shop over its ports. */
export function openShop(ports: Ports): Shop {
  return { ...ports, configs: createConfigs(ports), trustedKeys: createTrustedKeys(ports) };
}
