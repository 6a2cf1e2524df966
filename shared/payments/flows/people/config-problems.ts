/** What keeps the shop from working, as the doctor names it, for the operators whom it concerns. */
import type { Caller } from '../../../kernel/ports';
import { connectorOf, paySps } from '../../psp';
import type { Language } from '../../../kernel/languages';
import type { ToldFinding } from '../../doctor/finding';
import { forbidden } from '../rights';
import type { Shop } from '../shop';

export interface ConfigProblem extends ToldFinding {
  readonly configId: string;
}

/**
 * All that is wrong with the configuration of the caller's app, as far as the caller is an operator of it.
 * @throws PayError FORBIDDEN, CONFIG_MISSING
 */
export async function configProblems(
  shop: Shop,
  caller: Caller,
  language: Language,
): Promise<readonly ConfigProblem[]> {
  const config = await shop.configs.forApp(caller.fromAppid);
  const operated = config.operatedPsps(caller.openid);
  if (operated.length === 0) throw forbidden();
  const document = (await shop.store.configDocument(config.id)) ?? {};
  // The doctor knows every PSP: who asks it waits for more code than a payment does.
  const [{ examine }, { tell }, speak, ...found] = await Promise.all([
    import('../../doctor/examine'),
    import('../../doctor/finding'),
    import('../../doctor/speak-in').then(({ speakIn }) => speakIn(language)),
    ...paySps.map(connectorOf),
  ]);
  const connectors = found.filter((one) => one !== undefined);
  const patient = { id: config.id, document, now: shop.clock.now(), connectors };
  // A local cloud's own address is none to warn of, and nothing here tells it from a real one.
  const { findings } = examine({ ...patient, isRemote: false });
  return findings
    .filter(({ paySp = '' }) => operated.includes(paySp))
    .map((finding) => ({ ...tell(speak, finding), configId: config.id }));
}
