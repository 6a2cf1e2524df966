// WeChat's built-in behaviors, which a component names as a string: form fields have a name, and an exporting component says what
// selectComponent() answers. The framework knows behaviors only as objects.

/** The mini-program's constructors, as its scripts find them in the global scope. */
export interface Constructors {
  readonly Page: Define;
  readonly Component: Define;
  readonly Behavior: Define;
}

/** The same as the framework gives them. */
interface Untyped {
  readonly Page: unknown;
  readonly Component: unknown;
  readonly Behavior: unknown;
}

type Definition = Record<string, unknown>;
type Define = (definition?: Definition) => unknown;

const definitions: Readonly<Record<string, Definition>> = {
  'wx://form-field': { properties: { name: String } },
};

/** The same constructors, taking WeChat's behaviors by name. An unknown name is an empty behavior. */
export function withBuiltInBehaviors({ Page, Component, Behavior }: Untyped): Constructors {
  const behavior = Behavior as Define;
  const named = new Map<string, unknown>();
  const byName = (name: string): unknown => {
    if (!named.has(name)) named.set(name, behavior(definitions[name] ?? {}));
    return named.get(name);
  };
  const translated = (definition: Definition): Definition => {
    const { behaviors } = definition;
    if (!Array.isArray(behaviors)) return definition;
    const list: readonly unknown[] = behaviors;
    const known = list.filter((one) => one !== undefined && one !== null);
    return { ...definition, behaviors: known.map((one) => (typeof one === 'string' ? byName(one) : one)) };
  };
  const wrapped = (define: unknown): Define =>
    Object.assign(
      (definition?: Definition) =>
        definition ? (define as Define)(translated(definition)) : (define as Define)(),
      define,
    );
  return { Page: wrapped(Page), Component: wrapped(Component), Behavior: wrapped(Behavior) };
}
