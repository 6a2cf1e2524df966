/** What keeps the shop from working, as the doctor names it, for the operators whom it concerns. */
import type { Caller } from '../../../kernel/ports';
import type { Language } from '../../../kernel/languages';
import { tell, type ToldFinding } from '../../doctor/finding';
import { forbidden } from '../rights';
import type { Shop } from '../shop';
import { examined } from './examined';

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
  return problemsOf(shop, config.id, { operated, language });
}

/** The same of a document that a call has just met, for whoever made it; nothing where they are no operator of it. */
export async function problemsMet(
  shop: Shop,
  configId: string,
  openid: string,
): Promise<readonly ConfigProblem[]> {
  if (openid === '') return [];
  const config = await shop.configs.get(configId);
  return problemsOf(shop, configId, { operated: config.operatedPsps(openid), language: 'en' });
}

async function problemsOf(
  shop: Shop,
  configId: string,
  { operated, language }: { readonly operated: readonly string[]; readonly language: Language },
): Promise<readonly ConfigProblem[]> {
  if (operated.length === 0) return [];
  const [findings, speak] = await Promise.all([
    examined(shop, configId),
    import('../../doctor/speak-in').then(({ speakIn }) => speakIn(language)),
  ]);
  return findings
    .filter(({ paySp = '' }) => operated.includes(paySp))
    .map((finding) => ({ ...tell(speak, finding), configId }));
}
