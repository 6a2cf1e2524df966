/**
 * The plain HTTP exchange that everything on the local port speaks: the cloud itself, the sandboxes,
 * the phone preview and the console are mounted side by side and know no server, only these types.
 */

/** One request as it arrived. `url` is the raw request target, which signatures are computed over. */
export interface WebRequest {
  readonly method: string;
  /** Path and query exactly as sent, for example `/sandbox/v3/v3/pay/…?mchid=19`. */
  readonly url: string;
  /** Decoded path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names are lower case; repeated headers are joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What goes back. `hang` never answers (the caller's time-out ends it); `cutAt` breaks the body off after so many bytes. */
export type WebReply =
  | { readonly hang: true }
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Headers that are there several times, as `set-cookie` can be. */
      readonly repeated?: Readonly<Record<string, readonly string[]>>;
      readonly body?: string | Buffer;
      readonly delayMs?: number;
      readonly cutAt?: number;
    };

/** A product mounted under a path prefix. The longest matching prefix wins. */
export interface Mount {
  readonly prefix: string;
  /** Whether pages of other origins may write here, as they may to the HTTP access of the cloud. */
  readonly isOpen?: boolean;
  handle(request: WebRequest): WebReply | Promise<WebReply>;
}

/** A JSON answer. */
export function json(value: unknown, status = 200): WebReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}
