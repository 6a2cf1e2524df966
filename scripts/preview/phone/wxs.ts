// What WXS modules find in their global scope; imported for that, before any template is made. The builder has them ask for a type's
// name through `wxsTypeOf`, and hands what listens to a property's change to `wxsListener`, and what a module
// throws to `wxsFailed`.

Object.assign(globalThis, {
  wxsTypeOf: (value: unknown) => Object.prototype.toString.call(value).slice(8, -1),
  // Heard by whoever shows what went wrong, once the phone runs.
  wxsFailed: (failure: unknown) =>
    setTimeout(() => {
      throw failure;
    }),
  getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
  // WeChat calls it once all is drawn. The framework would as soon as the element has its attributes, before it has children.
  wxsListener:
    (listener: (...given: readonly unknown[]) => void) =>
    (...given: readonly unknown[]) =>
      queueMicrotask(() => listener(...given)),
  getDate: (...parts: ConstructorParameters<typeof Date>) => new Date(...parts),
});
