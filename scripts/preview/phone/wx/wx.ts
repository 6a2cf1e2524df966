// The `wx` object: what the mini-program uses of WeChat, and a loud refusal of everything else.
import type { Person } from '../person';
import type { Router } from '../router';
import type { Shell } from '../shell';
import { api, WxFailure } from './calling';
import { requestPayment } from './cashier';
import { post } from './local-port';
import { createToast, showModal } from './overlay';
import { wordsFor } from './words';

export interface WxParts {
  readonly root: HTMLElement;
  readonly router: Router;
  readonly shell: Shell;
  readonly person: Person;
}

interface Target {
  readonly url: string;
}

/** Builds `wx` for one person's phone. */
export function createWx(parts: WxParts): object {
  const { root, router, person } = parts;
  const words = wordsFor(person);
  const toast = createToast(root);
  return refuseUnknown('wx', {
    cloud: refuseUnknown('wx.cloud', {
      init: () => undefined,
      callFunction: api('cloud.callFunction', ({ name, data }: { name: string; data?: object }) =>
        post('/wx/callFunction', { name, data: data ?? {} }, person),
      ),
    }),
    requestPayment: api('requestPayment', (strings: Record<string, unknown>) =>
      requestPayment(root, words, person, strings),
    ),
    setClipboardData: api('setClipboardData', async ({ data }: { data: string }) => {
      await copy(data);
      toast({ title: words.copied, icon: 'none' });
      return undefined;
    }),
    showToast: api('showToast', toast),
    showModal: api('showModal', (options: object) => showModal(root, words, options)),
    getAppBaseInfo: () => ({ language: person.language, SDKVersion: '3.8.0', theme: 'light' }),
    ...storage,
    ...navigation(router),
    ...chrome(parts),
  });
}

function navigation(router: Router) {
  const go = (name: 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab') =>
    api(name, ({ url }: Target) => {
      router[name](url);
      return undefined;
    });
  return {
    navigateTo: go('navigateTo'),
    redirectTo: go('redirectTo'),
    reLaunch: go('reLaunch'),
    switchTab: go('switchTab'),
    navigateBack: api('navigateBack', ({ delta = 1 }: { delta?: number }) => {
      router.navigateBack(delta);
      return undefined;
    }),
  };
}

function chrome({ router, shell }: WxParts) {
  return {
    setNavigationBarTitle: api('setNavigationBarTitle', ({ title }: { title: string }) => {
      router.setTitle(title);
      return undefined;
    }),
    setTabBarItem: api('setTabBarItem', ({ index, text }: { index: number; text: string }) => {
      if (router.currentTab() === undefined) throw new WxFailure('not TabBar page');
      shell.setTabText(index, text);
      return undefined;
    }),
  };
}

const storageKey = (key: string) => `mini-program:${key}`;

const storage = {
  setStorageSync: (key: string, value: unknown) =>
    localStorage.setItem(storageKey(key), JSON.stringify(value)),
  getStorageSync: (key: string): unknown => {
    const stored = localStorage.getItem(storageKey(key));
    return stored === null ? '' : (JSON.parse(stored) as unknown);
  },
  removeStorageSync: (key: string) => localStorage.removeItem(storageKey(key)),
};

/** The clipboard, also where the browser grants no permission for it. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new WxFailure('the browser does not allow the clipboard');
  }
}

/** What is not here would not work on the preview: better a loud error than a silent difference from WeChat. */
function refuseUnknown<Api extends object>(name: string, known: Api): Api {
  return new Proxy(known, {
    get(target, key): unknown {
      if (typeof key === 'symbol' || key in target) return Reflect.get(target, key);
      const error = new Error(
        `${name}.${key} is not in the preview. It is added in scripts/preview/phone/wx/.`,
      );
      // Also where the mini-program catches it.
      reportError(error);
      throw error;
    },
  });
}
