// Starts the phone: framework, chrome, router and `wx`, then the mini-program itself.
import { createBuiltIns } from './builtins/built-ins';
import type { Bundle } from './bundle';
import { createEasel } from './easel';
import { readPerson } from './person';
import { Router } from './router';
import { createShell } from './shell';
import type { AppLife } from './wx/card-form';
import type { Screen } from './wx/overlay';
import { askPhoneNumber } from './wx/phone-number';
import { wordsFor } from './wx/words';
import { createWx } from './wx/wx';

/** Runs a built mini-program in this document. */
export function boot({ app, templates, components, loadApp }: Bundle): void {
  const root = document.body;
  const person = readPerson(new URLSearchParams(window.location.search));
  document.documentElement.lang = person.language === 'en' ? 'en' : 'zh-CN';
  const screen: Screen = { root, person, words: wordsFor(person) };
  const builtIns = createBuiltIns({ getPhoneNumber: (isSaidByPage) => askPhoneNumber(screen, isSaidByPage) });
  const easel = createEasel(templates, builtIns);
  const shell = createShell(root, app, {
    back: () => router.navigateBack(1),
    home: () => router.reLaunch(`/${app.pages[0]}`),
    tab: ({ pagePath }) => router.switchTab(`/${pagePath}`),
  });
  const router = new Router({ app, components, easel, shell });
  const life: AppLife = {
    leave() {
      router.hide();
      appObject.onHide?.();
    },
    comeBack(referrerInfo) {
      appObject.onShow?.({ path: app.pages[0], query: {}, scene: backFromMiniProgram, referrerInfo });
      router.show();
    },
  };
  let appObject: AppObject = {};
  Object.assign(window, {
    wx: createWx({ screen, router, shell, life }),
    App: (definition: AppObject) => {
      appObject = definition;
    },
    getApp: () => appObject,
    getCurrentPages: () => router.pages(),
  });
  loadApp();
  appObject.onLaunch?.({ path: app.pages[0], query: {}, scene: 1001 });
  for (const component of components) {
    easel.define(component, (constructors) => {
      Object.assign(window, constructors);
      component.load();
    });
  }
  appObject.onShow?.({ path: app.pages[0], query: {}, scene: 1001 });
  router.reLaunch(startUrl(app.pages));
}

interface AppObject {
  onLaunch?(options: object): void;
  onShow?(options: object): void;
  onHide?(): void;
}

/** WeChat's scene for coming back from another mini-program (developers.weixin.qq.com, scene values, read 2026-11). */
const backFromMiniProgram = 1038;

/** A reload comes back to the page in the address; everything else starts at the first page. */
function startUrl(pages: readonly [string, ...string[]]): string {
  const asked = window.location.hash.slice(1);
  return pages.includes(asked.slice(1).split('?')[0] ?? '') ? asked : `/${pages[0]}`;
}
