/** The sandboxes with a standing clock and a merchant whose inbox and manners a test decides. */
import { createSandboxes, type SandboxDeps, type SandboxView } from '../../scripts/sandbox';
import type { WebReply, WebRequest } from '../../scripts/local-cloud/web';
import { readyKeys } from '../ready-keys';
import { ManualClock } from './manual-clock';

export const origin = 'http://127.0.0.1:7071';

export interface Received {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly at: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as it is: a file is no text. */
  readonly bytes: Buffer;
  readonly delayMs: number | undefined;
  readonly cutAt: number | undefined;
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export async function openWorld(
  dataDir?: string,
  clock = new ManualClock(),
  more: Pick<SandboxDeps, 'dice' | 'inProcess'> = {},
) {
  const inbox: Received[] = [];
  const lines: string[] = [];
  const merchant = { answer: (): { status: number; body: string } => ({ status: 200, body: 'ok' }) };
  const apis = new Map<string, (data: Record<string, unknown>) => unknown>();
  const sandboxes = await createSandboxes({
    clock,
    origin: () => origin,
    post: async (url, headers, body) => {
      inbox.push({ url, headers, body, at: clock.now() });
      return merchant.answer();
    },
    platform: {
      onCloudPay: (api, answer) => void apis.set(api, answer),
      callFunction: async (name, event) => {
        inbox.push({ url: name, headers: {}, body: JSON.stringify(event), at: clock.now() });
        return { errcode: 0 };
      },
    },
    ...(dataDir !== undefined && { dataDir }),
    log: (line) => lines.push(line),
    newKey: readyKeys(),
    ...more,
  });

  const send = (url: string, sent: Sent = {}): Promise<WebReply> => {
    const request = requestOf(url, sent);
    const mount = sandboxes.mounts.find(({ prefix }) => `${request.path}/`.startsWith(`${prefix}/`));
    if (!mount) throw new Error(`nothing is mounted at ${url}`);
    return Promise.resolve(mount.handle(request));
  };
  /** Sends, and expects an answer. */
  const call = async (url: string, sent: Sent = {}): Promise<Reply> => readReply(await send(url, sent));
  const control = async (
    route: 'sandbox' | 'fault' | 'fault/remove',
    body: unknown,
  ): Promise<{ status: number; body: unknown }> => {
    const reply = await call(`/control/${route}`, { method: 'POST', body: JSON.stringify(body) });
    await sandboxes.idle();
    return { status: reply.status, body: JSON.parse(reply.text) as unknown };
  };
  /** What `cloud.cloudPay.<api>` answers. */
  const cloudPay = async (api: string, data: object): Promise<unknown> =>
    apis.get(api)?.({ sub_mch_id: '1900008812', nonce_str: 'n', ...data });
  /** Lets time pass step by step, with all deliveries of a step done before the next. */
  const pass = async (ms: number): Promise<void> => {
    const target = clock.now() + ms;
    for (let next = clock.nextAt(); next !== undefined && next <= target; next = clock.nextAt()) {
      clock.advance(Math.max(next - clock.now(), 0));
      await sandboxes.idle();
    }
    clock.advance(target - clock.now());
  };
  const view = (paySp: string): SandboxView => {
    const found = sandboxes.list.find((each) => each.paySp === paySp);
    if (!found) throw new Error(`no sandbox ${paySp}`);
    return found.view();
  };
  const reset = (): void => {
    clock.reset();
    sandboxes.reset();
    inbox.length = 0;
    merchant.answer = () => ({ status: 200, body: 'ok' });
  };
  return { sandboxes, clock, inbox, lines, merchant, send, call, control, cloudPay, pass, view, reset };
}

export type World = Awaited<ReturnType<typeof openWorld>>;

export function requestOf(url: string, { method = 'GET', headers = {}, body = '' }: Sent): WebRequest {
  const { pathname, searchParams } = new URL(url, origin);
  const bytes = Buffer.from(body, 'utf8');
  return { method, url, path: decodeURIComponent(pathname), query: searchParams, headers, body: bytes };
}

function readReply(reply: WebReply): Reply {
  if ('hang' in reply) throw new Error('the sandbox hangs');
  const { status, headers = {}, body = '', delayMs, cutAt } = reply;
  return { status, headers, text: body.toString(), bytes: Buffer.from(body), delayMs, cutAt };
}

/** Jest's partial expectations, which it types as `any`. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
export const containing = (part: string): unknown => expect.stringContaining(part);
export const holding = (part: object): unknown => expect.objectContaining(part);
