/** What a phone asks once: what the shop sells in, and what its person may do there. */
import { PayError } from '../../kernel/errors';
import type { Caller } from '../../kernel/ports';
import type { PaymentConfig } from './payment-config';
import { forbidden } from './rights';
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

/** Something of the configuration that keeps the shop from working, in full words. */
export interface ConfigProblem {
  readonly configId: string;
  /** Missing where it is not about one PSP's account. */
  readonly paySp?: string;
  readonly what: string;
}

/**
 * All that is wrong with the configuration of the caller's app, as far as the caller is an operator of it.
 * @throws PayError FORBIDDEN, CONFIG_MISSING
 */
export async function configProblems(shop: Shop, caller: Caller): Promise<readonly ConfigProblem[]> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const operated = config.operatedPsps(caller.openid);
  if (operated.length === 0) throw forbidden();
  const ofShop = [() => config.defaultSp(), () => config.limits(), () => config.payMethods()];
  const ofPsps = config.configuredPsps().filter((paySp) => operated.includes(paySp));
  const found = [
    ...(operated.includes('') ? ofShop.map((read) => problemIn(config, read)) : []),
    ...ofPsps.map((paySp) => problemIn(config, () => config.account(paySp), paySp)),
  ].filter((one) => one !== undefined);
  // What is wrong with the default PSP is wrong with the pay methods, too.
  return [...new Map(found.map((one) => [one.what, one])).values()];
}

function problemIn(config: PaymentConfig, read: () => unknown, paySp?: string): ConfigProblem | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return { configId: config.id, what: error.message, ...(paySp === undefined ? {} : { paySp }) };
  }
}
