/** One call through the adapter, and what came of it as plain data. */
import { inspect } from 'node:util';
import { requestPromiseHttp } from '../../shared/adapters/http';
import {
  HttpFailure,
  type HttpFailureKind,
  type HttpReply,
  type HttpRequest,
} from '../../shared/kernel/http';

export interface Failed {
  readonly kind: HttpFailureKind;
  readonly message: string;
}

export type Came = HttpReply | Failed;

/** A word that stands in the address, the headers and the body of `payment`, and may stand in no failure. */
export const MARK = 'mArK3d';

/** An order as connectors send them. */
export const payment = (base: string): HttpRequest => ({
  method: 'POST',
  url: `${base}/pay?key=${MARK}`,
  headers: { authorization: MARK, 'content-type': 'application/json' },
  body: `{"secret":"${MARK}"}`,
});

export async function ask(request: HttpRequest, limitMs = 10_000): Promise<Came> {
  try {
    return await requestPromiseHttp().send(request, limitMs);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    if (inspect(error, { depth: 10 }).includes(MARK)) throw new Error('a failure quotes the request');
    return { kind: error.kind, message: error.message };
  }
}
