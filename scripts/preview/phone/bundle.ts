// What the builder hands to the phone: the contract between scripts/preview/build.ts and this folder.
import type { Problem } from '../build-problem';

export interface TabItem {
  readonly pagePath: string;
  readonly text: string;
  readonly iconPath?: string;
  readonly selectedIconPath?: string;
}

export interface TabBar {
  readonly color?: string;
  readonly selectedColor?: string;
  readonly backgroundColor?: string;
  readonly borderStyle?: string;
  /** The mini-program draws its own: the component custom-tab-bar/index. */
  readonly custom?: boolean;
  readonly list: readonly TabItem[];
}

/** How a page looks around its contents: `window` of app.json, and what a page's own JSON says of the same. */
export interface PageWindow {
  readonly navigationBarTitleText?: string | undefined;
  readonly navigationBarBackgroundColor?: string | undefined;
  readonly navigationBarTextStyle?: string | undefined;
  readonly navigationStyle?: string | undefined;
  readonly backgroundColor?: string | undefined;
  readonly enablePullDownRefresh?: boolean | undefined;
  readonly onReachBottomDistance?: number | undefined;
  readonly disableScroll?: boolean | undefined;
}

type Colours = Readonly<Record<string, string>>;

export interface AppConfig {
  /** All pages, those of sub-packages included; empty where app.json cannot be read. */
  readonly pages: readonly string[];
  readonly window: PageWindow;
  readonly tabBar?: TabBar;
  readonly darkmode: boolean;
  readonly themes: { readonly light: Colours; readonly dark: Colours };
  /** The private APIs that app.json declares. */
  readonly privateInfos: readonly string[];
}

/** A page or component with its compiled script; running `load` calls Page() or Component(). */
export interface BundledComponent {
  readonly codePath: string;
  readonly isPage: boolean;
  readonly window: PageWindow;
  readonly using: Readonly<Record<string, string>>;
  readonly generics: Readonly<Record<string, unknown>>;
  readonly placeholder: Readonly<Record<string, string>>;
  readonly styleIsolation: string;
  readonly pureDataPattern?: string;
  readonly scope?: string;
  readonly load: () => unknown;
}

/** Code path → compiled template, as the template compiler generates it. */
export type Templates = Readonly<Record<string, unknown>>;

export interface Bundle {
  readonly app: AppConfig;
  readonly templates: Templates;
  /** Elements that nothing draws. */
  readonly unknown: readonly string[];
  readonly components: readonly BundledComponent[];
  readonly loadApp: () => unknown;
}

/** What the server says of the build, in `window.preview`. */
export interface PreviewState {
  /** Grows with every build; the phone loads anew when it has grown. */
  readonly version: number;
  /** Whether a server watches the sources. */
  readonly isLive: boolean;
  readonly problems: readonly Problem[];
}
