// What the builder hands to the phone: the contract between scripts/preview/build.ts and this folder.

export interface TabItem {
  readonly pagePath: string;
  readonly text: string;
  readonly iconPath?: string;
  readonly selectedIconPath?: string;
}

export interface TabBar {
  readonly color: string;
  readonly selectedColor: string;
  readonly backgroundColor: string;
  readonly list: readonly TabItem[];
}

export interface AppConfig {
  readonly pages: readonly [string, ...string[]];
  readonly window: {
    readonly navigationBarTitleText: string;
    readonly navigationBarBackgroundColor: string;
    readonly navigationBarTextStyle: 'black' | 'white';
    readonly backgroundColor: string;
  };
  readonly tabBar?: TabBar;
}

/** A page or component with its compiled script; running `load` calls Page() or Component(). */
export interface BundledComponent {
  readonly codePath: string;
  readonly isPage: boolean;
  readonly title?: string;
  readonly pullDown: boolean;
  readonly using: Readonly<Record<string, string>>;
  readonly scope?: string;
  readonly load: () => unknown;
}

/** Code path → compiled template, as the template compiler generates it. */
export type Templates = Readonly<Record<string, unknown>>;

export interface Bundle {
  readonly app: AppConfig;
  readonly templates: Templates;
  readonly components: readonly BundledComponent[];
  readonly loadApp: () => unknown;
}
