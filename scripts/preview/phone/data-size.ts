// How much setData sends: WeChat carries it from one thread to another, and becomes slow, then refuses
// (developers.weixin.qq.com, performance of setData, read 2026-11).
import { Component } from 'glass-easel';
import { warnOnce } from './warning';

/** Bytes. */
const slow = 256 * 1024;
const refused = 1024 * 1024;

interface Sending {
  readonly is: string;
  setData: (data: unknown) => void;
}

/** Has every component measure what it sends. */
export function watchDataSize(): void {
  const { prototype } = Component as unknown as { prototype: Sending };
  const { setData } = prototype;
  prototype.setData = function (this: Sending, data: unknown) {
    const size = sizeOf(data);
    if (size > slow) {
      const limit =
        size > refused ? 'more than the 1024 KB that a phone takes' : 'a phone becomes slow above 256 KB';
      warnOnce(`${this.is}: setData sends ${Math.round(size / 1024)} KB, ${limit}`);
    }
    setData.call(this, data);
  };
}

/** Bytes as JSON, near enough; what is no JSON has no size. */
function sizeOf(data: unknown): number {
  try {
    return JSON.stringify(data).length;
  } catch {
    return 0;
  }
}
