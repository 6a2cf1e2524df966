/** Who may see and decide: the operators of a PSP, by the same rules as its orders. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import type { PaymentConfig, Shop } from '../../payments';

/** The configuration of the caller's app, for an operator of anything in it. @throws PayError FORBIDDEN */
export async function operatedConfig(shop: Shop, caller: Caller): Promise<PaymentConfig> {
  const config = await shop.configs.forApp(caller.fromAppid);
  if (config.operatedPsps(caller.openid).length > 0) return config;
  throw new PayError('FORBIDDEN', 'only an operator of the shop may do this');
}
