// What WeChat does for <button open-type="…">.
import type { OpenAbilities } from '../builtins/button';
import type { Screen } from './overlay';
import { askPhoneNumber } from './phone-number';
import type { Privacy } from './privacy';

export interface OpenParts {
  readonly screen: Screen;
  readonly privacy: Privacy;
  readonly share: () => Promise<void>;
}

/** The open-types that the preview plays, on this screen. */
export const openAbilities = ({ screen, privacy, share }: OpenParts): OpenAbilities => ({
  share: async () => {
    await share();
    return undefined;
  },
  agreePrivacyAuthorization: async () => {
    privacy.agree();
    return { event: 'agreeprivacyauthorization', detail: { errMsg: 'agreePrivacyAuthorization:ok' } };
  },
  openSetting: async () => ({ event: 'opensetting', detail: { errMsg: 'openSetting:ok', authSetting: {} } }),
  contact: async () => ({ event: 'contact', detail: { errMsg: 'enterContact:ok', path: '', query: {} } }),
  getPhoneNumber: async (node) => {
    const isSaidByPage = node.get('phoneNumberNoQuotaToast') === false;
    return { event: 'getphonenumber', detail: await askPhoneNumber(screen, isSaidByPage) };
  },
});
