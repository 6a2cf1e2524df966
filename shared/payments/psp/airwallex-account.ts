/** Airwallex's account: its configuration, how it is let in, and the headers of a call. Sources: see airwallex.ts. */
import type { Fresh } from '../../kernel/credentials';
import type { Env, Outcome } from '../../kernel/exchange';
import type { HttpRequest } from '../../kernel/http';
import { optional, required, secretText, text } from '../../kernel/fields';
import { readJsonObject, textAt, wordAt } from '../../kernel/json';
import { BUSY, isBusy, saidNo, UNREADABLE } from './answers';
import type { Login } from './connector';
import type { Account } from './operation';

/** The version whose words were read; answers of another may call things differently. */
export const API_VERSION = '2025-06-30';

export const fields = {
  client_id: required(text(/^[\w.-]+$/, 'must be letters, digits, . _ -'), 'client id of the API key'),
  api_key: required(secretText(), 'API key'),
  webhook_secret: required(secretText(), 'secret of the webhook that is registered with our address'),
  webhook_secret_previous: optional(
    secretText(),
    'the secret before the present one, for as long as notices may come that were signed with it',
  ),
  api_version: optional(
    text(/^\d{4}-\d\d-\d\d$/, 'must be a date like 2025-06-30'),
    `version of the API that calls ask for; ${API_VERSION} if it is missing. Give the webhook the same`,
  ),
};

export type AirwallexAccount = Account<typeof fields>;

const VERSION = ({ config }: AirwallexAccount): string => config.api_version ?? API_VERSION;

const LOGIN_REFUSALS = { credentials_invalid: 'other', unauthorized: 'other' } as const;

/** A token lives for half an hour by its own account; one that says more than a day is not believed. */
const LONGEST_SECONDS = 86_400;

function freshIn(body: string, now: number): Fresh | undefined {
  const said = readJsonObject(body) ?? {};
  const value = wordAt(said, 'token');
  // `2026-05-12T00:00:00+0000`: the zone without its colon is no ISO text that every reader takes.
  const until = Date.parse((textAt(said, 'expires_at') ?? '').replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  const lifeSeconds = Math.floor((until - now) / 1000);
  const isUsable = value !== undefined && /^[\w.~+/=-]+$/.test(value);
  return isUsable && lifeSeconds > 0 && lifeSeconds <= LONGEST_SECONDS ? { value, lifeSeconds } : undefined;
}

export const login: Login<typeof fields> = {
  name: ({ config }) => config.client_id,
  secret: ({ config }) => config.api_key,
  obtain: {
    request: (_input, account) => ({
      method: 'POST',
      url: `${account.endpoint}/api/v1/authentication/login`,
      headers: {
        'x-client-id': account.config.client_id,
        'x-api-key': account.config.api_key.reveal(),
        'x-api-version': VERSION(account),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: '',
    }),
    reply(reply, _input, _account, env): Outcome<Fresh> {
      if (isBusy(reply)) return BUSY;
      const said = readJsonObject(reply.body);
      // Its words may name the key: the code alone is handed on.
      if (reply.status >= 400)
        return said ? saidNo(textAt(said, 'code') ?? '', '', LOGIN_REFUSALS) : UNREADABLE;
      const fresh = reply.status === 200 || reply.status === 201 ? freshIn(reply.body, env.now) : undefined;
      return fresh ? { is: 'ok', value: fresh } : UNREADABLE;
    },
  },
  refuses: ({ status }) => status === 401,
};

const headersOf = (account: AirwallexAccount, { token }: Env): Readonly<Record<string, string>> => ({
  authorization: `Bearer ${token?.reveal() ?? ''}`,
  'x-api-version': VERSION(account),
  accept: 'application/json',
});

/** A call under `/api/v1/pa`. `body`: JSON text. */
export function post(path: string, body: string, account: AirwallexAccount, env: Env): HttpRequest {
  return {
    method: 'POST',
    url: `${account.endpoint}/api/v1/pa/${path}`,
    headers: { ...headersOf(account, env), 'content-type': 'application/json' },
    body,
  };
}

export function get(path: string, account: AirwallexAccount, env: Env): HttpRequest {
  return {
    method: 'GET',
    url: `${account.endpoint}/api/v1/pa/${path}`,
    headers: headersOf(account, env),
    body: '',
  };
}
