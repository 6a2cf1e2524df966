// What WXS modules find in their global scope. The builder has them ask for a type's name through `wxsTypeOf`.

/** Puts WXS's own functions where compiled modules look for them. */
export function installWxs(scope: object): void {
  Object.assign(scope, {
    wxsTypeOf: (value: unknown) => Object.prototype.toString.call(value).slice(8, -1),
    getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
    getDate: (...parts: ConstructorParameters<typeof Date>) => new Date(...parts),
  });
}
