// Starts the phone: framework, chrome, router and `wx`, then the mini-program itself.
import { createBuiltIns } from './builtins/built-ins';
import type { Bundle, PreviewState } from './bundle';
import { followChanges } from './changes';
import { createEasel } from './easel';
import type { Easel } from './easel';
import { createFailures } from './failures';
import type { Failures } from './failures';
import { readPerson } from './read-person';
import { readUrl, Router } from './router';
import { mouseAsFinger } from './mouse-as-finger';
import { watchLongPress } from './long-press';
import { createShell } from './shell';
import { createTheme } from './theme';
import './wxs';
import type { AppLife } from './wx/card-form';
import type { Screen } from './wx/overlay';
import { LifeListeners } from './wx/life';
import { navigate } from './wx/navigate';
import { openAbilities } from './wx/open-abilities';
import { Privacy } from './wx/privacy';
import { sharePage } from './wx/share';
import { showPicker } from './wx/picker-sheet';
import { wordsFor } from './wx/words';
import { createWx } from './wx/wx';

/** Runs a built mini-program in this document. */
export function boot({ app, templates, unknown, components, loadApp }: Bundle): void {
  const root = document.body;
  const address = new URLSearchParams(window.location.search);
  const person = readPerson(address);
  const theme = createTheme(app, address.get('theme'));
  document.documentElement.lang = person.language.replace('_', '-');
  // A payment link opens in a browser: the sandbox's page speaks as the phone does.
  document.cookie = `crosspay_language=${person.language}; path=/sandbox; samesite=strict`;
  const screen: Screen = { root, person, words: wordsFor(person) };
  const { version, isLive, problems } = previewState();
  const failures = createFailures(root, screen.words, problems);
  if (isLive) void followChanges(version);
  mouseAsFinger(document);
  watchLongPress(document);
  const privacy = new Privacy(screen);
  const setups = createBuiltIns({
    abilities: openAbilities({ screen, privacy, share: () => sharePage(screen, router, 'button') }),
    navigate: (openType, url, delta) => navigate(wx, { openType, url, delta }),
    showPicker: showPicker(screen),
  });
  const easel = createEasel({ templates, setups, unknown, onFailure: failures.report });
  const first = app.pages[0] ?? '';
  const shell = createShell(
    root,
    { app, theme },
    {
      back: () => router.navigateBack(1),
      home: () => router.reLaunch(`/${first}`),
      tab: ({ pagePath }) => router.switchTab(`/${pagePath}`),
      menu: () => void sharePage(screen, router, 'menu'),
      menuName: screen.words.menu,
    },
  );
  const router = new Router({ app, components, easel, shell });
  theme.onChange(() => router.setWindow({}));
  const listeners = new LifeListeners();
  const running = new RunningApp(startUrl(app.pages), router, listeners);
  const launch = running.options();
  const wx = createWx({ screen, router, shell, life: running, theme, privacy, app, listeners, launch });
  Object.assign(window, { wx, ...running.globals() });
  runScripts({ components, loadApp, easel, running, failures });
  if (first) failures.guard(() => router.reLaunch(startUrl(app.pages)));
}

interface Scripts extends Pick<Bundle, 'components' | 'loadApp'> {
  readonly easel: Easel;
  readonly running: RunningApp;
  readonly failures: Failures;
}

/** The mini-program's scripts in WeChat's order; one that breaks off does not keep the others from running. */
function runScripts({ components, loadApp, easel, running, failures }: Scripts): void {
  failures.guard(loadApp);
  failures.guard(() => running.app.onLaunch?.(running.options()));
  for (const component of components) {
    easel.define(component, (constructors) => {
      Object.assign(window, constructors);
      component.load();
    });
  }
  failures.guard(() => running.app.onShow?.(running.options()));
}

/** The mini-program as a whole: what App() was given, and how it leaves the screen and comes back. */
class RunningApp implements AppLife {
  app: AppObject = {};

  constructor(
    private readonly url: string,
    private readonly router: Router,
    private readonly listeners: LifeListeners,
  ) {}

  /** What scripts find in their global scope. */
  globals(): object {
    return {
      App: (definition: AppObject) => {
        this.app = definition;
      },
      getApp: () => this.app,
      getCurrentPages: () => this.router.pages(),
    };
  }

  /** What WeChat tells of the start: the page, its query, and a scene. */
  options(scene = sceneOf(this.url)): object {
    const { route, query } = readUrl(this.url, '');
    return { path: route, query, scene, referrerInfo: {}, forwardMaterials: [], apiCategory: 'default' };
  }

  leave(): void {
    this.router.hide();
    this.app.onHide?.();
    this.listeners.tell('AppHide', {});
  }

  comeBack(referrerInfo: object): void {
    const options = { ...this.options(backFromMiniProgram), referrerInfo };
    this.app.onShow?.(options);
    this.listeners.tell('AppShow', options);
    this.router.show();
  }
}

/** What the server said before this script; a page without a server has nothing to say. */
function previewState(): PreviewState {
  const { preview } = window as unknown as { preview?: PreviewState };
  return preview ?? { version: 0, isLive: false, problems: [] };
}

interface AppObject {
  onLaunch?(options: object): void;
  onShow?(options: object): void;
  onHide?(): void;
}

/** WeChat's scenes: from the list of recently used ones, or by a code that was scanned. */
const sceneOf = (url: string): number => (/[?&]scene=/.test(url) ? 1047 : 1001);

/** WeChat's scene for coming back from another mini-program (developers.weixin.qq.com, scene values, read 2026-11). */
const backFromMiniProgram = 1038;

/**
 * A reload comes back to the page in the address; everything else starts at the first page. `?scene=` opens it as a scanned code does: the
 * page finds the text percent-encoded in its query.
 */
function startUrl(pages: readonly string[]): string {
  const asked = window.location.hash.slice(1);
  const isPage = pages.includes(asked.slice(1).split('?')[0] ?? '');
  const url = isPage ? asked : `/${pages[0] ?? ''}`;
  const scene = new URLSearchParams(window.location.search).get('scene');
  if (scene === null || /[?&]scene=/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}scene=${encodeURIComponent(scene)}`;
}
