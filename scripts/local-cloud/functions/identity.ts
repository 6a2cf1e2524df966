// Who calls a function, and the environment variables in which the platform tells the function so.
// Variables: wx-server-sdk 4.0.2 getWXContext; values of SOURCE: WeChat documentation (read 2026-11).

/** The platform's word on the caller. `from…` are set when another mini-program calls a shared environment. */
export interface Identity {
  readonly openid?: string;
  readonly appid?: string;
  readonly unionid?: string;
  readonly fromOpenid?: string;
  readonly fromAppid?: string;
}

/** How a call came in; a call from function to function appends `scf`. */
export type CallSource =
  'wx_client' | 'wx_http' | 'wx_trigger' | 'wx_paycallback' | 'wx_devtools' | `${string}scf`;

export interface CallEnvironment {
  readonly identity: Identity;
  readonly source: CallSource;
  readonly requestId: string;
  readonly timer: boolean;
}

/** The variables of one call; `WX_CONTEXT_KEYS` lists what getWXContext may show. */
export function callEnvironment({
  identity,
  source,
  requestId,
  timer,
}: CallEnvironment): Record<string, string> {
  const wx = present({
    WX_OPENID: identity.openid,
    WX_APPID: identity.appid,
    WX_UNIONID: identity.unionid,
    WX_FROM_OPENID: identity.fromOpenid,
    WX_FROM_APPID: identity.fromAppid,
    WX_CLIENTIP: source === 'wx_client' ? '127.0.0.1' : undefined,
    // The SDK sends the token back with every call: it tells the cloud which function call is asking.
    WX_API_TOKEN: requestId,
  });
  return {
    ...wx,
    WX_CONTEXT_KEYS: Object.keys(wx).join(','),
    TCB_SOURCE: source,
    TCB_SEQID: requestId,
    ...(timer ? { TRIGGER_SRC: 'timer', WX_TRIGGER_API_TOKEN_V0: requestId } : {}),
  };
}

function present(variables: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
