/**
 * WeChat's access tokens and tickets, as kernel/credentials.ts keeps them
 * (WeChat documentation, "Get stable access token" and "jsapi_ticket", read 2026-11).
 */
import { sealingWith } from '../../codecs/sealed-text';
import { credential as shared, type Fresh } from '../../kernel/credentials';
import { PayError } from '../../kernel/errors';
import type { Outcome } from '../../kernel/exchange';
import type { App } from '../wechat-config';
import type { Wechat } from './wechat';

/** A credential of an app, and how a new one is got. */
export interface Wanted {
  readonly app: App;
  readonly kind: 'access_token' | 'jsapi' | 'wx_card';
  /** A value that WeChat has just refused: it is not answered again. */
  readonly refused?: string | undefined;
  /** `isStale`: the last way to get one brought the refused value again. */
  obtain(isStale: boolean): Promise<Outcome<Fresh>>;
}

/**
 * The value of a credential.
 * @throws PayError WECHAT_UNREACHABLE, WECHAT_UNKNOWN or WECHAT_REFUSED when there is none to be had
 */
export async function credential(wechat: Wechat, wanted: Wanted): Promise<string> {
  const { app, kind, refused } = wanted;
  const said = await shared(wechat, {
    id: `${kind}:${app.appid}`,
    sealing: sealingWith(app.secret),
    refused,
    obtain: (isStale) => wanted.obtain(isStale),
  });
  if (said.is === 'ok') return said.value;
  throw failureOf(said, wanted);
}

function failureOf(said: Exclude<Outcome<string>, { is: 'ok' }>, { app, kind }: Wanted): PayError {
  const what = `the ${kind} of app ${app.appid}`;
  switch (said.is) {
    case 'unsent':
      return new PayError('WECHAT_UNREACHABLE', `${what}: ${said.theirs}`);
    case 'unknown':
      return new PayError('WECHAT_UNREACHABLE', `${what}: no usable answer (${said.why}). Try again`);
    case 'refused':
      return new PayError(
        'WECHAT_REFUSED',
        `${what}: ${said.theirs}. Check appid and secret in the configuration`,
      );
  }
}
