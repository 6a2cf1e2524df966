// Talks to the local cloud that served this page, as the person whose phone this is.
import type { Person } from '../person';
import { WxFailure } from './calling';

/** The local cloud said no, or nothing at all. */
export class Refusal extends WxFailure {
  constructor(
    reason: string,
    /** The HTTP status, where there was an answer. */
    readonly status?: number,
    /** The whole answer. */
    readonly answer: Readonly<Record<string, unknown>> = {},
  ) {
    super(reason);
  }
}

/** Posts JSON and answers JSON; anything but 200 fails with the server's own words. */
export async function post(path: string, body: unknown, person: Person): Promise<Record<string, unknown>> {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...callerHeaders(person) },
    body: JSON.stringify(body),
  }).catch((failure: unknown) => {
    throw new Refusal(failure instanceof Error ? failure.message : String(failure));
  });
  const answer = parse(await response.text());
  if (response.ok) return answer;
  const { error, errMsg } = answer;
  const reason = [error, errMsg].find((text) => typeof text === 'string') ?? `HTTP ${response.status}`;
  throw new Refusal(reason, response.status, answer);
}

/** What a wx function of this name answered; an `errMsg` of failure counts as a refusal. */
export function accepted(answer: Record<string, unknown>, name: string): Record<string, unknown> {
  const { errMsg } = answer;
  if (typeof errMsg !== 'string' || !errMsg.startsWith(`${name}:fail`)) return answer;
  throw new Refusal(errMsg.slice(`${name}:fail`.length).trim());
}

/** Whose phone asks. A page of another origin cannot set them. */
export const callerHeaders = ({
  openid,
  appid,
  unionid,
  resourceAppid = appid,
}: Person): Record<string, string> => ({
  'x-wx-openid': openid,
  'x-wx-appid': resourceAppid,
  'x-wx-unionid': unionid,
  // The cloud of another mini-program knows the caller by both.
  ...(resourceAppid === appid ? {} : { 'x-wx-from-openid': openid, 'x-wx-from-appid': appid }),
});

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return { error: text.slice(0, 300) };
  }
}
