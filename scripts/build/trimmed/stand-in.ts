/**
 * What stands in a bundle in the place of a module that is left out of it. Both kinds can be imported, taken apart and handed on without
 * loading anything; they differ when they are used.
 */

/** Asked of everything, also of what is not used: by `await`, by the wrappers of compilers, by the console. */
const isIdle = (key: string | symbol): boolean =>
  typeof key === 'symbol' || key === '__esModule' || key === 'then';

/**
 * A module that is nowhere: calling or constructing anything of it throws an error that names it. The members in `quiet` are called while
 * a package loads; they answer what is as absent.
 */
export function absent(name: string, quiet: readonly string[] = [], isQuiet = false): unknown {
  const used = (): object => {
    if (isQuiet) return absent(`${name}()`) as object;
    throw new Error(
      `${name} is not in this bundle. scripts/build/trimmed/packages.ts says why, and puts it back`,
    );
  };
  return new Proxy(anything(), {
    get: (_, key) =>
      isIdle(key) ? undefined : absent(`${name}.${String(key)}`, [], quiet.includes(String(key))),
    apply: used,
    construct: used,
  });
}

/**
 * A module that is in another file, loaded when it is first used. `names` are the members that it shows before. A module that is called
 * while a package loads (`isCalledEarly`) is called then, too.
 */
export function later(load: () => object, names: readonly string[] = [], isCalledEarly = false): unknown {
  let loaded: object | undefined;
  const real = (): object => (loaded ??= load());
  const call = (self: unknown, args: readonly unknown[]): object =>
    Reflect.apply(real() as () => object, self, args) as object;
  const target = anything();
  for (const name of names)
    Object.defineProperty(target, name, {
      enumerable: true,
      get: () => Reflect.get(real(), name) as unknown,
    });
  return new Proxy(target, {
    get: (_, key) => (isIdle(key) ? undefined : (Reflect.get(real(), key) as unknown)),
    apply: (_, self: unknown, args: readonly unknown[]): unknown =>
      isCalledEarly ? later(() => call(self, args)) : call(self, args),
    construct: (_, args: readonly unknown[]): object =>
      Reflect.construct(real() as new () => object, args) as object,
  });
}

/** A target that may be called and constructed. */
function anything(): () => void {
  return function standIn() {
    // Never runs: the proxy answers first.
  };
}
