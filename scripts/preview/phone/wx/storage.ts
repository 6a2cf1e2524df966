// The mini-program's own storage, which WeChat keeps apart by person (developers.weixin.qq.com, storage, read 2026-11).
import { api, WxFailure } from './calling';

interface Entry {
  readonly key: string;
  readonly data?: unknown;
}

export function storage(openid: string) {
  const prefix = `mini-program:${openid}:`;
  const set = (key: string, value: unknown) => localStorage.setItem(prefix + key, JSON.stringify(value));
  const get = (key: string): unknown => {
    const stored = localStorage.getItem(prefix + key);
    return stored === null ? '' : (JSON.parse(stored) as unknown);
  };
  const remove = (key: string) => localStorage.removeItem(prefix + key);
  const keys = () =>
    Object.keys(localStorage).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
  const info = () => ({ keys: keys(), currentSize: 1, limitSize: 10_240 });
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
