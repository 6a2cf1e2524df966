// What WeChat lays over a page to say something: toast, loading, modal, action sheet, pictures.
import { pictureAddress } from '../builtins/image';
import { element, pushButton } from '../markup';
import type { Router } from '../router';
import { api, WxFailure } from './calling';
import { createToast, openDialog, showModal } from './overlay';
import type { Screen } from './overlay';

export function messages(screen: Screen, router: Router) {
  const toast = createToast(screen);
  const hide = (name: string) =>
    api(name, () => {
      toast.hide();
      return undefined;
    });
  return {
    showToast: api('showToast', toast.show),
    hideToast: hide('hideToast'),
    showLoading: api('showLoading', ({ title = '' }: { title?: string }) =>
      toast.show({ title, icon: 'loading', duration: Infinity }),
    ),
    hideLoading: hide('hideLoading'),
    showModal: api('showModal', (options: object) => showModal(screen, options)),
    showActionSheet: api('showActionSheet', (options: ActionSheet) => showActionSheet(screen, options)),
    previewImage: api('previewImage', ({ urls, current }: { urls: readonly string[]; current?: string }) => {
      showPicture(screen, pictureAddress(current ?? urls[0] ?? '', router.shown()?.route ?? ''));
      return undefined;
    }),
  };
}

interface ActionSheet {
  readonly itemList: readonly string[];
  readonly alertText?: string;
  readonly itemColor?: string;
}

function showActionSheet({ root, words }: Screen, { itemList, alertText = '', itemColor = '' }: ActionSheet) {
  const { box, close } = openDialog(root, 'sheet', alertText || words.choose);
  box.classList.add('phone-actions');
  if (alertText) box.append(element('p', 'sheet-text', alertText));
  return new Promise<{ tapIndex: number }>((resolve, reject) => {
    itemList.forEach((item, tapIndex) => {
      const row = pushButton('action', item, () => {
        close();
        resolve({ tapIndex });
      });
      row.style.color = itemColor;
      box.append(row);
    });
    const cancel = () => {
      close();
      reject(new WxFailure('cancel'));
    };
    box.append(pushButton('action cancel', words.cancel, cancel));
  });
}

function showPicture({ root, words }: Screen, address: string): void {
  const { box, close } = openDialog(root, 'alert', words.picture);
  const picture = element('img', 'picture');
  picture.src = address;
  picture.alt = '';
  box.classList.add('phone-picture-box');
  box.append(picture, pushButton('wide', words.close, close));
}
