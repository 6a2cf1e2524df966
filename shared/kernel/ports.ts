/** What every area needs of the machine and the platform, as interfaces. `adapters/` fills them, tests fill them differently. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after so many milliseconds. */
  sleep(ms: number): Promise<void>;
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
