/** A call of WeChat's server API: token, one repetition when the token was refused, a few when nothing is risked. */
import type { Fresh } from '../../kernel/credentials';
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import type { App, MiniProgram } from '../wechat-config';
import { adviceFor, classOf } from './codes';
import { credential } from './credentials';
import {
  refusesToken,
  requestFor,
  sendThroughCloud,
  sendToWechat,
  type Api,
  type Input,
  type Sent,
  type WithToken,
} from './exchange-with-wechat';
import type { Wechat } from './wechat';

const TRIES = 3;
const PAUSE_MS = 200;

/**
 * Calls `api` for an app. Never rejects because of the network or of what WeChat answers to the call itself.
 * @throws PayError when no access token can be had
 */
export async function callWechat<T>(
  wechat: Wechat,
  app: App | MiniProgram,
  api: Api<T>,
  input: Input = {},
): Promise<Outcome<T>> {
  const call = sender(wechat, app, api, input);
  let outcome = await call();
  for (let tries = 1; tries < TRIES && mayRepeat(api, outcome); tries += 1) {
    const pauseMs = PAUSE_MS * 2 ** tries * (0.5 + parseInt(wechat.random.hex(1), 16) / 255);
    if (wechat.clock.now() + pauseMs > wechat.deadline) break;
    await wechat.clock.sleep(pauseMs);
    outcome = await call();
  }
  return outcome;
}

/** What never left may always be sent again; what had no answer only where twice is once. */
function mayRepeat({ isRepeatable }: Api<unknown>, outcome: Outcome<unknown>): boolean {
  if (outcome.is === 'unsent') return outcome.why === 'unreachable';
  return (
    outcome.is === 'unknown' && isRepeatable && outcome.why !== 'undocumented' && outcome.why !== 'unreadable'
  );
}

function sender<T>(
  wechat: Wechat,
  app: App | MiniProgram,
  api: Api<T>,
  input: Input,
): () => Promise<Outcome<T>> {
  const { secret } = app;
  if (secret) return () => withToken(wechat, { ...app, secret }, api, input);
  const { cloud } = api;
  if (cloud !== undefined) return () => sendThroughCloud(wechat, { ...api, cloud }, input.body ?? {});
  throw new PayError('CONFIG_INVALID', 'configuration "wechat": secret is missing. See docs/wechat.md');
}

async function withToken<T>(wechat: Wechat, app: App, api: Api<T>, input: Input): Promise<Outcome<T>> {
  const token = await accessToken(wechat, app);
  const first = await sendWith(wechat, app, api, { input, token });
  if (!first.isTokenRefused) return first.outcome;
  // Refused at the door, so nothing has happened.
  const { outcome } = await sendWith(wechat, app, api, {
    input,
    token: await accessToken(wechat, app, token),
  });
  if (refusesToken(outcome)) {
    wechat.log('wechat_token_refused', { appid: app.appid, operation: api.path, theirs: outcome.theirs });
  }
  return outcome;
}

async function sendWith<T>(wechat: Wechat, app: App, api: Api<T>, call: WithToken): Promise<Sent<T>> {
  if (app.apiSecurity) {
    // Only apps that are configured so pay for it.
    const { securityOf, sendSecured } = await import('./secured-exchange');
    const security = securityOf(app, api, call.input);
    if (security) return sendSecured(wechat, app, api, { ...call, security });
  }
  const { input, token } = call;
  const query = { access_token: token, ...input.query };
  const request = requestFor(app.endpoint, api, { ...input, query }, wechat.random.hex(16));
  const outcome = await sendToWechat(wechat, api, request);
  return { outcome, isTokenRefused: refusesToken(outcome) };
}

/** Calls an API that takes no access token; what proves the caller is in the input. */
export async function callWithoutToken<T>(
  wechat: Wechat,
  endpoint: string,
  api: Api<T>,
  input: Input,
): Promise<Outcome<T>> {
  return sendToWechat(wechat, api, requestFor(endpoint, api, input, wechat.random.hex(16)));
}

/** @param refused a token that WeChat has just refused */
function accessToken(wechat: Wechat, app: App, refused?: string): Promise<string> {
  return credential(wechat, {
    app,
    kind: 'access_token',
    refused,
    obtain(isStale) {
      const { appid, secret } = app;
      const body = {
        grant_type: 'client_credential',
        appid,
        secret: secret.reveal(),
        force_refresh: isStale,
      };
      return callWithoutToken(wechat, app.endpoint, stableToken, { body });
    },
  });
}

const stableToken: Api<Fresh> = {
  path: 'cgi-bin/stable_token',
  isRepeatable: true,
  codes: [40002, 89503, 89506, 89507],
  read: ({ access_token: value, expires_in: life }) => freshFrom(value, life),
};

const ticket: Api<Fresh> = {
  path: 'cgi-bin/ticket/getticket',
  method: 'GET',
  isRepeatable: true,
  read: ({ ticket: value, expires_in: life }) => freshFrom(value, life),
};

function freshFrom(value: unknown, life: unknown): Fresh | undefined {
  const lifeSeconds = Number(life);
  if (typeof value !== 'string' || value === '' || !(lifeSeconds > 0 && lifeSeconds <= 86_400))
    return undefined;
  return { value, lifeSeconds };
}

/** The ticket that signs web pages (`jsapi`) or card additions (`wx_card`) of an app. Throws like `credential`. */
export function ticketOf(wechat: Wechat, app: App, kind: 'jsapi' | 'wx_card'): Promise<string> {
  return credential(wechat, {
    app,
    kind,
    obtain: () => callWechat(wechat, app, ticket, { query: { type: kind } }),
  });
}

/**
 * What a call answered, for those who need nothing else.
 * @throws PayError WECHAT_REFUSED, WECHAT_QUOTA, WECHAT_UNKNOWN or WECHAT_UNREACHABLE
 */
export function answerOf<T>(outcome: Outcome<T>, what: string): T {
  if (outcome.is === 'ok') return outcome.value;
  throw failed(outcome, what);
}

/** The error for an outcome that is no answer. `what`: the thing that was tried, in words. */
export function failed(outcome: Exclude<Outcome<unknown>, { is: 'ok' }>, what: string): PayError {
  if (outcome.is === 'unsent')
    return new PayError('WECHAT_UNREACHABLE', `${what}: ${outcome.theirs}. Try again`);
  if (outcome.is === 'unknown') {
    return new PayError('WECHAT_UNKNOWN', `${what}: no usable answer (${outcome.theirs ?? outcome.why})`);
  }
  const known = outcome.code === undefined ? undefined : classOf(outcome.code);
  const isQuota = known === 'minute quota' || known === 'day quota';
  const advice = known === undefined ? '' : `: ${adviceFor[known]}`;
  return new PayError(
    isQuota ? 'WECHAT_QUOTA' : 'WECHAT_REFUSED',
    `${what}: WeChat answered ${outcome.theirs}${advice}`,
  );
}
