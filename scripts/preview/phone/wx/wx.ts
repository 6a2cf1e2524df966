// The `wx` object: what the mini-program uses of WeChat, and a loud refusal of everything else.
import type { Router } from '../router';
import type { Shell } from '../shell';
import { api, callbackApi, WxFailure } from './calling';
import { addCard, openCard } from './card';
import { navigateToMiniProgram } from './card-form';
import type { AppLife } from './card-form';
import { requestPayment } from './cashier';
import { checkFacialRecognition, requestFacialVerify, startFacialRecognitionVerify } from './face';
import { post } from './local-port';
import { createToast, showModal } from './overlay';
import type { Screen } from './overlay';

export interface WxParts {
  readonly screen: Screen;
  readonly router: Router;
  readonly shell: Shell;
  readonly life: AppLife;
}

interface Target {
  readonly url: string;
}

/** Builds `wx` for one person's phone. */
export function createWx(parts: WxParts): object {
  const { screen, router } = parts;
  const { root, person, words } = screen;
  const toast = createToast(root);
  return refuseUnknown('wx', {
    cloud: refuseUnknown('wx.cloud', {
      init: () => undefined,
      callFunction: api('cloud.callFunction', ({ name, data }: { name: string; data?: object }) =>
        post('/wx/callFunction', { name, data: data ?? {} }, person),
      ),
    }),
    requestPayment: api('requestPayment', (strings: Record<string, unknown>) =>
      requestPayment(screen, strings),
    ),
    setClipboardData: api('setClipboardData', async ({ data }: { data: string }) => {
      await copy(data);
      toast({ title: words.copied, icon: 'none' });
      return undefined;
    }),
    showToast: api('showToast', toast),
    showModal: api('showModal', (options: object) => showModal(screen, options)),
    getAppBaseInfo: () => ({ language: person.language, SDKVersion: '3.8.12', theme: 'light' }),
    ...storage(person.openid),
    ...navigation(router),
    ...chrome(parts),
    ...identity(parts),
    ...cards(parts),
  });
}

/** Version 2 of face verification and the question whether the phone can do it know callbacks only. */
function identity({ screen }: WxParts) {
  const check = callbackApi('checkIsSupportFacialRecognition', () => checkFacialRecognition(screen));
  return {
    checkIsSupportFacialRecognition: (options: object = {}) => check(options),
    requestFacialVerify: callbackApi('requestFacialVerify', (options: object) =>
      requestFacialVerify(screen, options),
    ),
    startFacialRecognitionVerify: api('startFacialRecognitionVerify', (options: object) =>
      startFacialRecognitionVerify(screen, options),
    ),
  };
}

function cards({ screen, life }: WxParts) {
  return {
    addCard: api('addCard', (options: object) => addCard(screen, options)),
    openCard: api('openCard', (options: object) => openCard(screen, options)),
    navigateToMiniProgram: api('navigateToMiniProgram', (options: object) =>
      navigateToMiniProgram(screen, life, options),
    ),
  };
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
  const stop = api('stopPullDownRefresh', () => {
    router.stopPullDown();
    return undefined;
  });
  return {
    stopPullDownRefresh: (options: object = {}) => stop(options),
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

/** The mini-program's own storage, which WeChat keeps apart by person (developers.weixin.qq.com, storage, read 2026-11). */
function storage(openid: string) {
  const place = (key: string) => `mini-program:${openid}:${key}`;
  return {
    setStorageSync: (key: string, value: unknown) => localStorage.setItem(place(key), JSON.stringify(value)),
    getStorageSync: (key: string): unknown => {
      const stored = localStorage.getItem(place(key));
      return stored === null ? '' : (JSON.parse(stored) as unknown);
    },
    removeStorageSync: (key: string) => localStorage.removeItem(place(key)),
  };
}

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
