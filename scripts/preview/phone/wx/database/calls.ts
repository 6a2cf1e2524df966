// How the functions of wx.cloud.database() are called and fail.
import { api, WxFailure } from '../calling';
import type { Fields } from './wire';

/** WeChat's calling convention; whatever goes wrong has an `errCode`, -1 where nothing else says which. */
export function databaseApi<Options extends object>(
  name: string,
  run: (options: Options) => Promise<object>,
): ReturnType<typeof api<Options>> {
  return api<Options>(name, async (options) => {
    try {
      return await run(options);
    } catch (failure) {
      if (failure instanceof WxFailure && 'errCode' in failure.fields) throw failure;
      throw new WxFailure(failure instanceof Error ? failure.message : String(failure), { errCode: -1 });
    }
  });
}

/** `data` of what a mini-program wants written. */
export function dataOf({ data }: { readonly data?: unknown }): Fields {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new WxFailure(`parameter.data should be object instead of ${kindOf(data)}; `);
  return { ...data };
}

/** The same, of a change, which is never empty. */
export function changeOf(options: { readonly data?: unknown }): Fields {
  const data = dataOf(options);
  if (Object.keys(data).length === 0)
    throw new WxFailure('options.data must not be empty', { errCode: -401002 });
  return data;
}

const kindOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1).toLowerCase();
