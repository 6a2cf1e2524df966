/** What every use case works with: the ports, the configuration and the trusted keys of one running function. */
import { paySps } from '../psp';
import type { Ports } from '../ports';
import { createConfigs, type Configs } from './payment-config';
import { createPauses, type Pauses } from './pauses';
import { createTokens, type Tokens } from './tokens';
import { createTrustedKeys, type TrustedKeys } from './notices/trusted-keys';

export interface Shop extends Ports {
  readonly configs: Configs;
  readonly trustedKeys: TrustedKeys;
  readonly tokens: Tokens;
  readonly pauses: Pauses;
  /** Every PSP that an order may be at, and an empty text for orders that are at none. */
  readonly allPaySps: readonly string[];
  /** The moment when this call must have been answered, milliseconds. */
  readonly deadline: number;
}

/** A shop over its ports, for calls without an end of their own. */
export function openShop(ports: Ports): Shop {
  return {
    ...ports,
    configs: createConfigs(ports),
    trustedKeys: createTrustedKeys(),
    tokens: createTokens(),
    pauses: createPauses(ports.clock),
    allPaySps: ['', ...paySps],
    deadline: Infinity,
  };
}

/** The shop for one call of a function that the platform ends after `limitMs` milliseconds. */
export function shopUntil(shop: Shop, limitMs: number): Shop {
  return { ...shop, deadline: shop.clock.now() + limitMs };
}
