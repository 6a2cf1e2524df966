// What WeChat does for <button open-type="…">.
import type { OpenAbilities } from '../builtins/button';
import type { Screen } from './overlay';
import { askPhoneNumber } from './phone-number';

/** The open-types that the preview plays, on this screen. */
export const openAbilities = (screen: Screen): OpenAbilities => ({
  getPhoneNumber: async (node) => {
    const isSaidByPage = node.get('phoneNumberNoQuotaToast') === false;
    return { event: 'getphonenumber', detail: await askPhoneNumber(screen, isSaidByPage) };
  },
});
