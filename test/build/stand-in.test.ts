/** What stands in a bundle for modules that were left out of it. */
import { absent, later } from '../../scripts/build/trimmed/stand-in';

interface Left {
  (): unknown;
  new (): unknown;
  readonly part: Left;
  readonly made: () => Left;
  readonly default?: unknown;
  readonly __esModule?: unknown;
}

describe('a module that is absent', () => {
  const left = absent('far/away', ['made']) as Left;

  it('can be imported and taken apart', async () => {
    const { part } = left;
    expect(typeof part.part).toBe('function');
    expect(left.__esModule).toBeUndefined();
    await expect(Promise.resolve(left)).resolves.toBe(left);
  });

  it('throws an error that names what was called or constructed', () => {
    expect(() => left()).toThrow('far/away is not in this bundle');
    expect(() => left.part()).toThrow('far/away.part is not in this bundle');
    expect(() => new left.part.part()).toThrow('far/away.part.part is not in this bundle');
  });

  it('answers as absent what is called while a package loads', () => {
    const made = left.made();
    expect(() => made.part()).toThrow('far/away.made().part is not in this bundle');
  });
});

describe('a module that is loaded later', () => {
  class Real {
    readonly is = 'real';
  }
  const loading = (module: object) => {
    const load = jest.fn(() => module);
    return { load, stand: (names?: readonly string[], early?: boolean) => later(load, names, early) };
  };

  it('is loaded once, when something of it is first used', () => {
    const { load, stand } = loading({ double: (n: number) => 2 * n });
    const module = stand() as { double: (n: number) => number };
    expect(load).not.toHaveBeenCalled();
    expect([module.double(2), module.double(4)]).toEqual([4, 8]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is called and constructed as itself', () => {
    const called = loading((n: number) => n + 1).stand() as (n: number) => number;
    const Constructed = loading(Real).stand() as typeof Real;
    expect(called(1)).toBe(2);
    expect(new Constructed()).toBeInstanceOf(Real);
  });

  it('shows the names that it has, without being loaded, to whoever copies its members', () => {
    const { load, stand } = loading({ one: 1 });
    const module = stand(['one']) as object;
    expect(Object.keys(module)).toEqual(['one']);
    expect(load).not.toHaveBeenCalled();
    expect(Object.values(module)).toEqual([1]);
  });

  it('is called when its result is used, where a package calls it while it loads', () => {
    const make = jest.fn((given: object) => ({ given }));
    const { load, stand } = loading(make);
    const made = (stand([], true) as typeof make)({ big: true });
    expect(load).not.toHaveBeenCalled();
    expect(made.given).toEqual({ big: true });
    expect(make).toHaveBeenCalledTimes(1);
  });
});
