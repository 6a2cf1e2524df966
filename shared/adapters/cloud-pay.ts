/** The platform's payment interface through wx-server-sdk. Its own `errCode` says nothing about the payment. */
import { HttpFailure, type HttpReply } from '../kernel/http';
import { isObject } from '../kernel/json';
import type { CloudPayRequest } from '../payments/psp/operation';
import { before } from './before';
import { cloud } from './cloud';

export const sdkCloudPay = {
  /** Ends within `limitMs` milliseconds. The SDK cannot be told to stop: an answer that comes later is dropped. */
  async call(request: CloudPayRequest, limitMs: number): Promise<HttpReply> {
    const end = performance.now() + limitMs;
    const unsent = new HttpFailure('unreachable', 'there was no time to send it');
    if (!(limitMs > 0)) throw unsent;
    const { cloudPay } = await before(end, cloud(), unsent);
    const method = cloudPay[request.cloudPay];
    if (!method) throw new HttpFailure('unreachable', `cloudPay has no ${request.cloudPay}`);
    const data = calledBackHere(request);
    // Loading the SDK holds up timers too.
    if (performance.now() >= end) throw unsent;
    const late = new HttpFailure('timeout', `no answer within ${Math.round(limitMs)} ms`);
    try {
      const answer = await before(end, method(data), late);
      return { status: 200, headers: {}, body: JSON.stringify(withoutBytes(answer) ?? null) };
    } catch (error) {
      throw error === late ? late : failureOf(error);
    }
  },
};

/** A file (a bill) comes as bytes, which JSON would write as a list of numbers. */
function withoutBytes(answer: unknown): unknown {
  if (!isObject(answer) || !(answer.data instanceof Uint8Array)) return answer;
  return { ...answer, data: { base64: Buffer.from(answer.data).toString('base64') } };
}

/** The SDK does not say whether the call arrived, and its message may quote the call. */
function failureOf(error: unknown): HttpFailure {
  const code = error instanceof Error && 'errCode' in error ? error.errCode : undefined;
  return new HttpFailure(
    'cut_off',
    typeof code === 'number' ? `cloudPay failed (${code})` : 'cloudPay failed',
  );
}

/** A function that is called back is one of this environment, unless the request names another. */
function calledBackHere({ data }: CloudPayRequest): CloudPayRequest['data'] {
  if (data.functionName === undefined || data.envId !== undefined) return data;
  // As wx-server-sdk finds its own environment.
  const envId = [process.env.TCB_ENV, process.env.SCF_NAMESPACE].find((id) => id !== undefined && id !== '');
  if (envId !== undefined) return { ...data, envId };
  throw new HttpFailure(
    'unreachable',
    'the platform does not say which environment this is: configure env_id',
  );
}
