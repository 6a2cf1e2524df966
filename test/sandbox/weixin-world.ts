/** The sandbox of WeChat's server API behind a real port, with a standing clock and a merchant whose manners a test decides. */
import { Router } from '../../scripts/local-cloud/router';
import { WebServer } from '../../scripts/local-cloud/web-server';
import { openWeixin, type Weixin, type WeixinDeps } from '../../scripts/sandbox/weixin';
import { ManualClock } from './manual-clock';
import type { Received } from './world';

export type Fields = Readonly<Record<string, unknown>>;

export interface Pushed extends Received {
  readonly method: 'GET' | 'POST';
}

export const mini = { appid: 'wxcrosspaydemo0001', secret: 'a1f00d5ec7e7000000000000000demo1' };
export const account = { appid: 'wxcrosspaydemo0002', secret: 'b2f00d5ec7e7000000000000000demo2' };
export const anna = { mini: 'oAnna0001', account: 'oOA_Anna0001', unionid: 'uAnna0001' };
export const bert = { mini: 'oBert0001', account: 'oOA_Bert0001', unionid: 'uBert0001' };

export interface WeixinWorld {
  readonly url: string;
  readonly weixin: Weixin;
  readonly clock: ManualClock;
  readonly inbox: Pushed[];
  readonly lines: string[];
  readonly merchant: { answer: (push: Pushed) => { status: number; body: string } | Error };
  /** Asks as a merchant's server does; the answer is the JSON. */
  get(path: string, query?: Readonly<Record<string, string>>): Promise<Fields>;
  post(path: string, token: string, body: unknown): Promise<Fields>;
  /** A token of the app by stable_token. */
  token(app?: typeof mini): Promise<string>;
  /** What the WeChat app does. */
  client(name: string, body: Fields): Promise<Fields>;
  control(body: unknown): Promise<{ status: number; body: Fields }>;
  summary(): Promise<Fields>;
  /** Lets time pass step by step, with all deliveries of a step done before the next. */
  pass(ms: number): Promise<void>;
  reset(): void;
  close(): Promise<void>;
}

export async function openWeixinWorld(
  options: { dataDir?: string; clock?: ManualClock } & Pick<WeixinDeps, 'payments'> = {},
): Promise<WeixinWorld> {
  const { clock = new ManualClock(), dataDir, payments } = options;
  const inbox: Pushed[] = [];
  const lines: string[] = [];
  const merchant: WeixinWorld['merchant'] = { answer: () => ({ status: 200, body: 'success' }) };
  const made: { router?: Router } = {};
  const server = new WebServer({
    port: 0,
    log: (line) => lines.push(line),
    handle: async (request) => made.router?.handle(request) ?? { status: 503 },
  });
  await server.listen();
  const weixin = await openWeixin({
    clock,
    origin: () => server.url,
    post: async (url, headers, body, method = 'POST') => {
      const push = { url, headers, body, method, at: clock.now() };
      inbox.push(push);
      const answer = merchant.answer(push);
      if (answer instanceof Error) throw answer;
      return answer;
    },
    log: (line) => lines.push(line),
    ...(dataDir !== undefined && { dataDir }),
    ...(payments && { payments }),
  });
  made.router = new Router(weixin.mounts);
  const base = `${server.url}/sandbox/weixin`;
  const post = async (path: string, token: string, body: unknown): Promise<Fields> =>
    send(`${base}${path}?access_token=${token}`, body);
  return {
    url: server.url,
    ...{ weixin, clock, inbox, lines, merchant, post },
    get: async (path, query = {}) =>
      parsed(await fetch(`${base}${path}?${new URLSearchParams(query).toString()}`)),
    token: async (app = mini) => {
      const asked = { grant_type: 'client_credential', ...app };
      return String((await send(`${base}/cgi-bin/stable_token`, asked)).access_token);
    },
    client: (name, body) => send(`${base}/client/${name}`, body),
    control: async (body) => {
      const reply = await fetch(`${server.url}/control/weixin`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      await weixin.idle();
      return { status: reply.status, body: await parsed(reply) };
    },
    summary: async () => parsed(await fetch(`${server.url}/control/weixin`)),
    pass: async (ms) => {
      const target = clock.now() + ms;
      for (let next = clock.nextAt(); next !== undefined && next <= target; next = clock.nextAt()) {
        clock.advance(Math.max(next - clock.now(), 0));
        await weixin.idle();
      }
      clock.advance(target - clock.now());
    },
    reset: () => {
      clock.reset();
      weixin.reset();
      inbox.length = 0;
      merchant.answer = () => ({ status: 200, body: 'success' });
    },
    close: async () => {
      await weixin.stored();
      await server.close();
    },
  };
}

async function send(url: string, body: unknown): Promise<Fields> {
  const headers = { 'content-type': 'application/json' };
  return parsed(await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function parsed(reply: Response): Promise<Fields> {
  return JSON.parse(await reply.text()) as Fields;
}
