// Things WeChat lays over the page: dialogs and toasts.
import { element, pushButton } from '../markup';
import type { Person } from '../person';
import type { Words } from './words';

/** What everything needs that WeChat lays over the page. */
export interface Screen {
  readonly root: HTMLElement;
  readonly words: Words;
  readonly person: Person;
}

/** A dialog's box, to be filled; `close` takes it off the screen. */
export interface Dialog {
  readonly box: HTMLElement;
  readonly close: () => void;
}

/** Opens an empty dialog: `sheet` from below, `alert` in the middle. */
export function openDialog(root: HTMLElement, kind: 'sheet' | 'alert', name: string): Dialog {
  const mask = element('div', `mask ${kind}`);
  const box = element('div', 'dialog');
  box.setAttribute('role', 'dialog');
  box.setAttribute('aria-modal', 'true');
  box.setAttribute('aria-label', name);
  mask.append(box);
  root.append(mask);
  return { box, close: () => mask.remove() };
}

interface ModalOptions {
  readonly title?: string;
  readonly content?: string;
  readonly showCancel?: boolean;
  readonly confirmText?: string;
  readonly cancelText?: string;
}

interface ModalAnswer {
  readonly confirm: boolean;
  readonly cancel: boolean;
}

/** wx.showModal. */
export function showModal({ root, words }: Screen, options: ModalOptions): Promise<ModalAnswer> {
  const { title = '', content = '', showCancel = true } = options;
  const { box, close } = openDialog(root, 'alert', title || content);
  if (title) box.append(element('h2', 'dialog-title', title));
  if (content) box.append(element('p', 'dialog-text', content));
  return new Promise((resolve) => {
    const answer = (confirm: boolean) => () => {
      close();
      resolve({ confirm, cancel: !confirm });
    };
    const buttons = element('div', 'dialog-buttons');
    if (showCancel) buttons.append(pushButton('', options.cancelText ?? words.cancel, answer(false)));
    buttons.append(pushButton('confirm', options.confirmText ?? words.ok, answer(true)));
    box.append(buttons);
  });
}

interface ToastOptions {
  readonly title: string;
  readonly icon?: string;
  /** Milliseconds. */
  readonly duration?: number;
}

const toastIcons = ['success', 'error', 'loading'];

/** wx.showToast: one at a time. */
export function createToast({ root }: Pick<Screen, 'root'>) {
  let shown: HTMLElement | undefined;
  let timer = 0;
  const hide = () => {
    window.clearTimeout(timer);
    shown?.remove();
  };
  const show = ({ title, icon = 'success', duration = 1500 }: ToastOptions): undefined => {
    hide();
    shown = element('div', toastIcons.includes(icon) ? `toast toast-${icon}` : 'toast', title);
    shown.setAttribute('role', 'status');
    root.append(shown);
    if (Number.isFinite(duration)) timer = window.setTimeout(hide, duration);
  };
  return { show, hide };
}
