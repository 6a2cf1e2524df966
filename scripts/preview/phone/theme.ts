// Light or dark: what the phone says, where the mini-program follows it (`darkmode` in app.json).
import type { AppConfig } from './bundle';

export type ThemeName = 'light' | 'dark';

export interface Theme {
  current(): ThemeName;
  set(name: ThemeName): void;
  readonly onChange: (listener: (name: ThemeName) => void) => void;
  readonly offChange: (listener: (name: ThemeName) => void) => void;
  /** A colour of app.json or page JSON; `@token` is looked up in theme.json. */
  colour(value: string | undefined): string;
}

/** The theme of this phone; `asked` is what its owner chose, otherwise the system's. */
export function createTheme({ darkmode, themes }: AppConfig, asked: string | null): Theme {
  const listeners = new Set<(name: ThemeName) => void>();
  const system =
    typeof window.matchMedia === 'function' ? window.matchMedia('(prefers-color-scheme: dark)') : undefined;
  const wanted = (): ThemeName => {
    if (asked === 'light' || asked === 'dark') return asked;
    return system?.matches === true ? 'dark' : 'light';
  };
  let name: ThemeName = 'light';
  const apply = (next: ThemeName) => {
    const isNew = next !== name;
    name = next;
    document.documentElement.dataset['theme'] = name;
    if (isNew) for (const listener of listeners) listener(name);
  };
  apply(darkmode ? wanted() : 'light');
  system?.addEventListener('change', () => apply(darkmode ? wanted() : 'light'));
  return {
    current: () => name,
    set: (next) => apply(darkmode ? next : 'light'),
    onChange: (listener) => void listeners.add(listener),
    offChange: (listener) => void listeners.delete(listener),
    colour: (value = '') => (value.startsWith('@') ? (themes[name][value.slice(1)] ?? '') : value),
  };
}
