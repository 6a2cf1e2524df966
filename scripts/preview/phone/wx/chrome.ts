// wx functions that change what WeChat draws around a page: its bar, the tabs, the pull-down.
import type { Router } from '../router';
import type { Shell } from '../shell';
import { api, WxFailure } from './calling';

interface Parts {
  readonly router: Router;
  readonly shell: Shell;
}

const done = <Options extends object>(name: string, run: (options: Options) => void) =>
  api(name, (options: Options) => {
    run(options);
    return undefined;
  });

export function chrome({ router, shell }: Parts) {
  const onlyTab = <Options extends object>(name: string, run: (options: Options) => void) =>
    done(name, (options: Options) => {
      onTab(router);
      run(options);
    });
  return {
    stopPullDownRefresh: done('stopPullDownRefresh', () => router.stopPullDown()),
    startPullDownRefresh: done('startPullDownRefresh', () => router.startPullDown()),
    setNavigationBarTitle: done('setNavigationBarTitle', ({ title }: { title: string }) =>
      router.setWindow({ navigationBarTitleText: title }),
    ),
    setNavigationBarColor: done(
      'setNavigationBarColor',
      ({ frontColor, backgroundColor }: { frontColor: string; backgroundColor: string }) =>
        router.setWindow({
          navigationBarTextStyle: /^#?f/i.test(frontColor) ? 'white' : 'black',
          navigationBarBackgroundColor: backgroundColor,
        }),
    ),
    setBackgroundColor: done('setBackgroundColor', ({ backgroundColor }: { backgroundColor?: string }) =>
      router.setWindow({ backgroundColor }),
    ),
    setTabBarItem: onlyTab('setTabBarItem', ({ index, text }: { index: number; text: string }) =>
      shell.setTabText(index, text),
    ),
    setTabBarBadge: onlyTab('setTabBarBadge', ({ index, text }: { index: number; text: string }) =>
      shell.setTabBadge(index, text),
    ),
    removeTabBarBadge: onlyTab('removeTabBarBadge', ({ index }: { index: number }) =>
      shell.setTabBadge(index, ''),
    ),
    showTabBarRedDot: onlyTab('showTabBarRedDot', ({ index }: { index: number }) =>
      shell.setTabBadge(index, '●'),
    ),
    hideTabBarRedDot: onlyTab('hideTabBarRedDot', ({ index }: { index: number }) =>
      shell.setTabBadge(index, ''),
    ),
    hideTabBar: onlyTab('hideTabBar', () => shell.hideTabs(true)),
    showTabBar: onlyTab('showTabBar', () => shell.hideTabs(false)),
    ...withoutEffect,
  };
}

/** What nobody misses on a computer. */
const withoutEffect = Object.fromEntries(
  [
    'showNavigationBarLoading',
    'hideNavigationBarLoading',
    'setBackgroundTextStyle',
    'setTabBarStyle',
    'setTopBarText',
    'hideHomeButton',
    'enableAlertBeforeUnload',
    'disableAlertBeforeUnload',
    'setKeepScreenOn',
    'setVisualEffectOnCapture',
    'preloadAssets',
  ].map((name) => [name, api(name, () => undefined)]),
);

/** WeChat changes the tab bar only from one of its pages. */
function onTab(router: Router): void {
  if (router.currentTab() === undefined) throw new WxFailure('not TabBar page');
}
