/** YabandPay's notices on the wire, and the map of fields that one signs. Sources: see yaband.ts. */
import type { Params } from '../../codecs/sorted-params';
import { isObject, readJsonObject, textAt, type JsonObject } from '../../kernel/json';
import { isGlued } from './forms';

/** The vendor's library also accepts a form body that begins with `resultData=`. */
export function readNotice(body: string): { sign: string; data: JsonObject } | undefined {
  const form = body.startsWith('resultData=') ? new URLSearchParams(body).get('resultData') : undefined;
  const notice = readJsonObject(form ?? body);
  if (!notice || !isObject(notice.data)) return undefined;
  return { sign: textAt(notice, 'sign') ?? '', data: notice.data };
}

/** How the vendor's PHP joins a value into the signed text; undefined for what has no such form. */
function asSigned(value: unknown): string | undefined {
  if (value === null || value === false) return '';
  if (value === true) return '1';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/**
 * The signed map: nested objects (`3ds`) flattened one level. Undefined when two fields would share a name, or a value
 * looks like further fields: the same signed text must never have two readings.
 */
export function signedParams(data: JsonObject): Params | undefined {
  const params: Record<string, string> = {};
  const flat = Object.entries(data).flatMap(([name, value]) =>
    isObject(value) ? Object.entries(value) : [[name, value] as const],
  );
  for (const [name, value] of flat) {
    const scalar = asSigned(value);
    if (scalar === undefined || isGlued(scalar) || name in params || /[&=]/.test(name)) return undefined;
    params[name] = scalar;
  }
  return params;
}
