// <button>: reachable by keyboard and named as a button for screen readers and tests; with an open-type it asks WeChat.
import { raise } from '../easel';
import type { BuiltInNode, BuiltInSetup } from '../easel';

/** What WeChat does for a button: asks for the phone number and answers the event's detail. */
export interface OpenAbilities {
  readonly getPhoneNumber: (isSaidByPage: boolean) => Promise<object>;
}

export const button =
  ({ getPhoneNumber }: OpenAbilities): BuiltInSetup =>
  (node) => {
    respondToKeys(node);
    node.onTap(() => {
      if (node.get('openType') !== 'getPhoneNumber') return;
      const isSaidByPage = node.get('phoneNumberNoQuotaToast') === false;
      void getPhoneNumber(isSaidByPage).then((detail) => node.emit('getphonenumber', detail));
    });
  };

function respondToKeys({ element }: BuiltInNode): void {
  element.setAttribute('role', 'button');
  element.tabIndex = 0;
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!element.hasAttribute('disabled')) raise(element, 'tap', {});
  });
}
