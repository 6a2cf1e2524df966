// The `wx` object: what the preview plays of WeChat, and a warning for everything else.
import type { AppConfig } from '../bundle';
import type { Router } from '../router';
import type { Shell } from '../shell';
import type { Theme } from '../theme';
import { askedOfPhone } from './asked-of-phone';
import { api, callbackApi } from './calling';
import { addCard, openCard } from './card';
import { navigateToMiniProgram } from './card-form';
import type { AppLife } from './card-form';
import { chrome } from './chrome';
import { clipboard } from './clipboard';
import { requestPayment } from './cashier';
import { checkFacialRecognition, requestFacialVerify, startFacialRecognitionVerify } from './face';
import { cloud } from './cloud';
import { consents } from './consents';
import { device } from './device';
import { files } from './files';
import type { LifeListeners } from './life';
import { messages } from './messages';
import { network } from './network';
import type { Screen } from './overlay';
import { OwnFiles } from './own-files';
import { pageTools } from './page-tools';
import { pictures } from './pictures';
import { canIUse, plain } from './plain';
import type { Privacy } from './privacy';
import { storage } from './storage';
import { withUnknown } from './unknown';

export interface WxParts {
  readonly screen: Screen;
  readonly router: Router;
  readonly shell: Shell;
  readonly life: AppLife;
  readonly theme: Theme;
  readonly privacy: Privacy;
  readonly app: AppConfig;
  readonly listeners: LifeListeners;
  /** How the mini-program was opened. */
  readonly launch: object;
}

interface Target {
  readonly url: string;
}

type Listeners = Readonly<Record<string, (...said: unknown[]) => void>>;

/** Builds `wx` for one person's phone. */
export function createWx(parts: WxParts): object {
  const { screen, router, theme, privacy, app } = parts;
  const { person, words } = screen;
  const said = messages(screen, router);
  const own = new OwnFiles();
  const known = {
    canIUse: (schema: string): boolean => canIUse(schema, known),
    cloud: cloud(person, own),
    requestPayment: api('requestPayment', (strings: Record<string, unknown>) =>
      requestPayment(screen, strings),
    ),
    ...clipboard(privacy, () => void said.showToast({ title: words.copied, icon: 'none' })),
    ...said,
    ...files(screen, own),
    ...network(person, own),
    ...privacy.functions(),
    ...consents(screen, privacy, app),
    ...launching(parts.launch),
    ...device({ person, theme }),
    ...storage(person.openid),
    ...pageTools(router),
    ...navigation(router),
    ...chrome(parts),
    ...identity(parts),
    ...cards(parts),
    ...plain,
    ...parts.listeners.functions(),
    ...pictures(own, router),
    ...askedOfPhone(screen, privacy, app),
  };
  return withUnknown('wx', known);
}

/** How it was opened, and the updates that never come to a computer. */
function launching(launch: object) {
  const nothing = () => undefined;
  return {
    getLaunchOptionsSync: () => launch,
    getEnterOptionsSync: () => launch,
    getUpdateManager: () => ({
      onCheckForUpdate: (listener: (found: object) => void) => listener({ hasUpdate: false }),
      onUpdateReady: nothing,
      onUpdateFailed: nothing,
      applyUpdate: nothing,
    }),
    login: api('login', () => ({ code: 'preview-code' })),
    checkSession: api('checkSession', nothing),
    showShareMenu: api('showShareMenu', nothing),
    hideShareMenu: api('hideShareMenu', nothing),
    updateShareMenu: api('updateShareMenu', nothing),
  };
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
  const go = (name: 'redirectTo' | 'reLaunch' | 'switchTab') =>
    api(name, ({ url }: Target) => {
      router[name](url);
      return undefined;
    });
  return {
    navigateTo: api('navigateTo', ({ url, events = {} }: Target & { events?: Listeners }) => {
      const eventChannel = router.navigateTo(url);
      for (const [name, listener] of Object.entries(events)) eventChannel.on(name, listener);
      return { eventChannel };
    }),
    redirectTo: go('redirectTo'),
    reLaunch: go('reLaunch'),
    switchTab: go('switchTab'),
    navigateBack: api('navigateBack', ({ delta = 1 }: { delta?: number }) => {
      router.navigateBack(delta);
      return undefined;
    }),
  };
}
