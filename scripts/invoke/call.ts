/** One call of a function in a running local world, as `npm run invoke` makes it. */
import { isObject } from '../../shared/kernel/json';
import { demoAppid } from '../sandbox';

export const usage = `npm run invoke -- <function> '<JSON object>' [--openid <openid>] [--url <address> | --data DIR --provider NAME]`;

export interface Call {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly openid: string | undefined;
}

/** The call in the arguments of the command line. Throws an Error that says what is wrong with them. */
export function readCall([name, json = '{}', ...rest]: readonly string[], openid: string | undefined): Call {
  if (name === undefined) throw new Error(`which function? ${usage}`);
  if (rest.length > 0)
    throw new Error(`"${rest.join(' ')}" is too much; put the JSON into single quotes. ${usage}`);
  return { name, data: readData(json), openid };
}

function readData(json: string): Readonly<Record<string, unknown>> {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${json}\nis not JSON (${why}). Put it into single quotes: '{"action":"listgoods"}'`);
  }
  if (!isObject(data)) throw new Error(`${json}\nmust be a JSON object such as {"action":"listgoods"}`);
  return data;
}

/** Whether a CrossPay world answers at an address. */
export async function runsAt(url: string): Promise<boolean> {
  try {
    const state = await fetch(`${url}/sandbox/state`, { signal: AbortSignal.timeout(2000) });
    return state.ok && isObject(((await state.json()) as Record<string, unknown>).sandboxes);
  } catch {
    return false;
  }
}

/** What the function answered. Throws an Error when there is no such function, or it failed. */
export async function callAt(url: string, { name, data, openid }: Call): Promise<Record<string, unknown>> {
  const who: Record<string, string> =
    openid === undefined ? {} : { 'x-wx-openid': openid, 'x-wx-appid': demoAppid };
  const reply = await fetch(`${url}/wx/callFunction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...who },
    body: JSON.stringify({ name, data }),
  });
  const { result, errMsg, error } = (await reply.json()) as {
    result?: unknown;
    errMsg?: string;
    error?: string;
  };
  if (isObject(result)) return { ...result };
  throw new Error(errMsg ?? error ?? `${name} answered no object`);
}
