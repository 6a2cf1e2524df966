/** What every area needs of the machine and the platform, as interfaces. `adapters/` fills them, tests fill them differently. */
import type { HttpReply, HttpRequest } from './exchange';

/** Sends bytes. Rejects with HttpFailure; any answer with a status is an answer, not a failure. */
export interface Http {
  send(request: HttpRequest): Promise<HttpReply>;
}

/** No answer came. `reached` false: the request certainly never left for its address. */
export class HttpFailure extends Error {
  constructor(
    readonly reached: boolean,
    message: string,
  ) {
    super(message);
  }
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Random {
  /** So many random bytes as hex. */
  hex(bytes: number): string;
}

/** What the platform says about the caller of this invocation; empty texts where it says nothing. */
export interface Identity {
  readonly openid: string;
  readonly appid: string;
  readonly unionid: string;
  /** Set when the call came from another app through a shared environment. */
  readonly fromAppid: string;
}

/** Who calls, as the platform says it. Never taken from the payload. */
export interface Caller {
  readonly openid: string;
  readonly appid: string;
  readonly unionid?: string;
  /** Set when the call came from another app through a shared environment. */
  readonly fromAppid?: string;
}

/** One line per event. Values are numbers and short words, never bodies, keys or names of people. */
export type Log = (
  event: string,
  fields: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;
