/** `cloud.openapi`: WeChat's server API as the platform calls it for a function, without a token. */
import { HttpFailure } from '../kernel/http';
import type { CloudApi } from '../wechat/open-api/wechat';
import { before } from './before';
import { cloud } from './cloud';

export const sdkCloudApi: CloudApi = {
  /** Ends within `limitMs` milliseconds; an answer that comes later is dropped. */
  async call(name, data, limitMs) {
    const end = performance.now() + limitMs;
    const unsent = new HttpFailure('unreachable', 'there was no time to send it');
    if (!(limitMs > 0)) throw unsent;
    const { openapi } = await before(end, cloud(), unsent);
    const call = callable(openapi, name);
    const late = new HttpFailure('timeout', `no answer within ${Math.round(limitMs)} ms`);
    try {
      const answer = await before(end, call(data), late);
      return { status: 200, headers: {}, body: JSON.stringify(answer ?? null) };
    } catch (error) {
      if (error === late) throw late;
      const code = codeOf(error);
      // The SDK throws what WeChat answers with; its words may repeat what was sent.
      if (code !== undefined) return { status: 200, headers: {}, body: JSON.stringify({ errcode: code }) };
      throw new HttpFailure('cut_off', 'cloud.openapi failed');
    }
  },
};

function callable(openapi: unknown, name: string): (data: unknown) => Promise<unknown> {
  // The SDK makes the way to a call as it is walked, whatever its name.
  const method = name
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        (typeof at === 'object' || typeof at === 'function') && at ? Reflect.get(at, part) : undefined,
      openapi,
    );
  if (typeof method !== 'function') throw new HttpFailure('unreachable', `cloud.openapi has no ${name}`);
  return async (data) => (await Reflect.apply(method, undefined, [data])) as unknown;
}

function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errCode' in error ? error.errCode : undefined;
  return typeof code === 'number' ? code : undefined;
}
