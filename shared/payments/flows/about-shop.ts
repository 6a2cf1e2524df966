/** What a phone asks once: what the shop sells in, and what its person may do there. */
import type { Caller } from '../../kernel/ports';
import type { PaymentConfig } from './payment-config';
import type { Shop } from './shop';

export interface AboutShop {
  /** What goods are priced in, where the configuration says. */
  readonly currency?: string;
  /** The PSPs whose orders the caller is an operator of. */
  readonly operatorOf: readonly string[];
}

/** @throws PayError CONFIG_MISSING */
export async function aboutShop(shop: Shop, caller: Caller): Promise<AboutShop> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const { currency } = config;
  return { operatorOf: operatorOf(config, caller), ...(currency === undefined ? {} : { currency }) };
}

/** Of all PSPs that there are, those that the shop has; where it has none that can be read, an operator still is one. */
function operatorOf(config: PaymentConfig, { openid }: Caller): readonly string[] {
  const operated = config.operatedPsps(openid).filter((paySp) => paySp !== '');
  const configured = config.configuredPsps().filter((paySp) => operated.includes(paySp));
  return configured.length > 0 ? configured : operated;
}
