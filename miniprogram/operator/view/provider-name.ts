// PSPs under the names that their merchants know them by.
import { isWechatItself, providerTitle } from '../../view/provider-view';
import { wordIfAny, words } from '../i18n/words';

/** The name of a PSP; operators also see which way to WeChat Pay it is. */
export function providerName(paySp: string | undefined): string {
  const { provider } = words();
  if (!paySp) return provider.none;
  return (isWechatItself(paySp) ? wordIfAny(provider, paySp) : undefined) ?? providerTitle(paySp);
}
