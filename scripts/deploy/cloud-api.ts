/** Tencent Cloud's management API (API 3.0), signed as TC3-HMAC-SHA256 prescribes. */
import { createHash, createHmac } from 'node:crypto';
import * as v from 'valibot';

const VERSIONS = { tcb: '2018-06-08', scf: '2018-04-16', flexdb: '2018-11-27' } as const;
export type Service = keyof typeof VERSIONS;

/** One call of the API; what it returns is checked against the schema. */
export type CloudApi = <Read>(
  service: Service,
  action: string,
  body: Readonly<Record<string, unknown>>,
  schema: v.GenericSchema<unknown, Read>,
) => Promise<Read>;

export interface CloudApiSettings {
  readonly secretId: string;
  readonly secretKey: string;
  /** Of temporary keys. */
  readonly token?: string | undefined;
  readonly region: string;
  /** Where a service answers; Tencent's own hosts where missing. */
  readonly address?: ((service: Service) => string) | undefined;
  readonly wait: (ms: number) => Promise<void>;
}

/** What the API refused, under its own code. */
export class CloudApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly requestId: string,
  ) {
    super(message);
    this.name = 'CloudApiError';
  }
}

const answerSchema = v.object({
  Response: v.looseObject({
    RequestId: v.optional(v.string(), ''),
    Error: v.optional(v.object({ Code: v.string(), Message: v.string() })),
  }),
});

const TIME_LIMIT_MS = 30_000;
/** Six askings, about a minute in all: the API allows 20 calls a second, for the whole account. */
const WAITS_MS = [1000, 2000, 4000, 8000, 16_000];
/** Asked again: it refused for being asked too often, or is at work on what was asked before. */
const AGAIN =
  /^(RequestLimitExceeded|InternalError|ResourceInUse\.Function|FailedOperation\.\w*Status|ResourceUnavailable)/;

export function cloudApi(settings: CloudApiSettings): CloudApi {
  return async (service, action, body, schema) => {
    for (const wait of WAITS_MS) {
      try {
        return v.parse(schema, await send(settings, service, action, body));
      } catch (error) {
        if (!(error instanceof CloudApiError) || !worthAsking(error, action)) throw error;
        await settings.wait(wait);
      }
    }
    return v.parse(schema, await send(settings, service, action, body));
  };
}

const worthAsking = ({ code }: CloudApiError, action: string): boolean =>
  AGAIN.test(code) && action !== 'Invoke';

async function send(
  settings: CloudApiSettings,
  service: Service,
  action: string,
  body: object,
): Promise<unknown> {
  const url = new URL(settings.address?.(service) ?? `https://${service}.tencentcloudapi.com/`);
  const payload = JSON.stringify(body);
  const answer = await fetch(url, {
    method: 'POST',
    body: payload,
    headers: signed(settings, { service, action, payload, host: url.host }),
    signal: AbortSignal.timeout(TIME_LIMIT_MS),
  }).catch((error: unknown) => {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    throw new Error(
      `${url.host} did not answer (${cause instanceof Error ? cause.message : 'no connection'})`,
    );
  });
  const { Response } = v.parse(answerSchema, await answer.json());
  if (Response.Error)
    throw new CloudApiError(Response.Error.Code, Response.Error.Message, Response.RequestId);
  return Response;
}

interface Unsigned {
  readonly service: Service;
  readonly action: string;
  readonly payload: string;
  readonly host: string;
}

function signed(
  { secretId, secretKey, token, region }: CloudApiSettings,
  { service, action, payload, host }: Unsigned,
): Record<string, string> {
  const timestamp = Math.floor(Date.now() / 1000);
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const names = 'content-type;host';
  const canonical = `POST\n/\n\ncontent-type:application/json\nhost:${host}\n\n${names}\n${sha256(payload)}`;
  const scope = `${date}/${service}/tc3_request`;
  const keyed = [date, service, 'tc3_request'].reduce<string | Buffer>(
    (key, part) => hmac(key, part),
    `TC3${secretKey}`,
  );
  const signature = hmac(keyed, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`);
  return {
    'content-type': 'application/json',
    'x-tc-action': action,
    'x-tc-version': VERSIONS[service],
    'x-tc-region': region,
    'x-tc-timestamp': `${timestamp}`,
    ...(token ? { 'x-tc-token': token } : {}),
    authorization: `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
