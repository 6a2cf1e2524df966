// What WXS modules find in their global scope; imported for that, before any template is made. The builder has them ask for a type's
// name through `wxsTypeOf`.

Object.assign(globalThis, {
  wxsTypeOf: (value: unknown) => Object.prototype.toString.call(value).slice(8, -1),
  getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
  getDate: (...parts: ConstructorParameters<typeof Date>) => new Date(...parts),
});
