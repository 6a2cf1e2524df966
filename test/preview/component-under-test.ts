// Runs a component of the mini-program without a phone: its own script, with properties, observers and events as WeChat has them.
import { put, settled } from './page-under-test';
import type { Fields, Method } from './page-under-test';

interface Property {
  readonly value?: unknown;
}

interface Options {
  readonly properties?: Readonly<Record<string, Property>>;
  readonly data?: Fields;
  readonly observers?: Readonly<Record<string, Method>>;
  readonly methods?: Readonly<Record<string, Method>>;
  readonly lifetimes?: Readonly<Record<string, Method>>;
  readonly pageLifetimes?: Readonly<Record<string, Method>>;
}

/** One component, placed on a page. */
export class ComponentUnderTest {
  readonly data: Fields;
  /** What it told the page: the name of each event, and its detail. */
  readonly told: (readonly [string, unknown])[] = [];
  private readonly self: Record<string, unknown>;

  constructor(private readonly options: Options) {
    const properties: Fields = {};
    for (const [name, { value }] of Object.entries(options.properties ?? {})) properties[name] = value;
    this.data = structuredClone({ ...properties, ...options.data });
    const setData = (next: Fields): void => this.change(next);
    const triggerEvent = (name: string, detail?: unknown): void => void this.told.push([name, detail]);
    this.self = { ...options.methods, data: this.data, setData, triggerEvent };
  }

  /** Gives it properties, as the page's template does; each observer of one of them runs once. */
  given(properties: Fields): this {
    this.change(properties);
    return this;
  }

  /** Calls one of its methods, as a tap does, and waits for it. */
  async do(name: string, ...args: unknown[]): Promise<void> {
    await this.options.methods?.[name]?.apply(this.self, args);
    await settled();
  }

  /** What befalls it or its page: `attached`, `detached`, `show`, `hide`. */
  async lives(moment: string): Promise<void> {
    const { lifetimes, pageLifetimes } = this.options;
    await (lifetimes?.[moment] ?? pageLifetimes?.[moment])?.apply(this.self);
    await settled();
  }

  /** What is visible to the person, as far as its data say. */
  shows(...names: readonly string[]): Fields {
    return Object.fromEntries(names.map((name) => [name, this.data[name]]));
  }

  private change(next: Fields): void {
    for (const [path, value] of Object.entries(next)) put(this.data, path, value);
    for (const [names, observer] of Object.entries(this.options.observers ?? {})) {
      const observed = names.split(',').map((name) => name.trim());
      if (!observed.some((name) => name in next)) continue;
      observer.apply(
        this.self,
        observed.map((name) => this.data[name]),
      );
    }
  }
}

let captured: Options | undefined;
Object.assign(globalThis, {
  Component: (options: Options) => {
    captured = options;
  },
});

/** A component of its script, which `load` imports. */
export async function component(load: () => Promise<unknown>): Promise<ComponentUnderTest> {
  jest.resetModules();
  await load();
  if (!captured) throw new Error('the script calls no Component()');
  return new ComponentUnderTest(captured);
}
