// <navigator> goes where its open-type says, by the same functions as scripts do.

interface Way {
  readonly openType: string;
  readonly url: string;
  readonly delta: number;
}

const functions: Readonly<Record<string, string>> = {
  navigate: 'navigateTo',
  redirect: 'redirectTo',
  switchTab: 'switchTab',
  reLaunch: 'reLaunch',
  navigateBack: 'navigateBack',
};

/** Goes there; rejects as the function of `wx` does. */
export function navigate(wx: object, { openType, url, delta }: Way): Promise<object> {
  const go: unknown = Reflect.get(wx, functions[openType] ?? openType);
  return typeof go === 'function'
    ? (Reflect.apply(go, wx, [openType === 'navigateBack' ? { delta } : { url }]) as Promise<object>)
    : Promise.reject(new Error(`navigator:fail open-type "${openType}"`));
}
