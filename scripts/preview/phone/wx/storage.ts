// The mini-program's own storage, which WeChat keeps apart by person (developers.weixin.qq.com, storage, read 2026-11).
import { api, WxFailure } from './calling';

interface Entry {
  readonly key: string;
  readonly data?: unknown;
}

export function storage(openid: string) {
  const prefix = `mini-program:${openid}:`;
  // What is nothing in JSON is stored as an empty text.
  const set = (key: string, value: unknown) =>
    localStorage.setItem(prefix + key, (JSON.stringify(value) as string | undefined) ?? '""');
  const get = (key: string): unknown => {
    const stored = localStorage.getItem(prefix + key);
    return stored === null ? '' : (JSON.parse(stored) as unknown);
  };
  const remove = (key: string) => localStorage.removeItem(prefix + key);
  const keys = () =>
    Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  const info = () => {
    const size = keys().reduce((sum, key) => sum + (localStorage.getItem(prefix + key)?.length ?? 0), 0);
    return { keys: keys(), currentSize: Math.ceil(size / 1024), limitSize: 10_240 };
  };
  const setAll = (list: readonly { readonly key: string; readonly value: unknown }[]) => {
    for (const { key, value } of list) set(key, value);
  };
  const clear = () => keys().forEach(remove);
  const done = (run: () => void): undefined => {
    run();
    return undefined;
  };
  return {
    setStorageSync: set,
    getStorageSync: get,
    removeStorageSync: remove,
    clearStorageSync: clear,
    getStorageInfoSync: info,
    batchSetStorageSync: setAll,
    batchGetStorageSync: (list: readonly string[]) => list.map(get),
    batchSetStorage: api('batchSetStorage', ({ kvList }: { kvList: Parameters<typeof setAll>[0] }) =>
      done(() => setAll(kvList)),
    ),
    batchGetStorage: api('batchGetStorage', ({ keyList }: { keyList: readonly string[] }) => ({
      dataList: keyList.map(get),
    })),
    setStorage: api('setStorage', ({ key, data }: Entry) => done(() => set(key, data))),
    getStorage: api('getStorage', ({ key }: Entry) => {
      if (localStorage.getItem(prefix + key) === null) throw new WxFailure('data not found');
      return { data: get(key) };
    }),
    removeStorage: api('removeStorage', ({ key }: Entry) => done(() => remove(key))),
    clearStorage: api('clearStorage', () => done(clear)),
    getStorageInfo: api('getStorageInfo', info),
  };
}
