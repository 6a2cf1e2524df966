// What keeps the local cloud local: no real credentials near it, no other machine, no foreign web page.
import type { WebReply } from './web';
import { json } from './web';

/** A Tencent Cloud secret id: AKID and 32 more characters. */
const realSecretId = /^AKID[0-9A-Za-z]{32}$/;
/** Where tcb-admin-node sends its requests; through an HTTP proxy setting they arrive here instead. */
const serviceHost = /(^|\.)(tencentyun\.com|tencentcloudapi\.com)$/;

/** Throws when the environment holds what could reach a real cloud. */
export function refuseRealCloud(environment: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value = ''] of Object.entries(environment)) {
    if (realSecretId.test(value)) {
      throw new Error(
        `The environment variable ${name} looks like a real Tencent Cloud secret id. ` +
          `The local cloud needs none and does not start beside one: unset it (env -u ${name} …).`,
      );
    }
  }
  const redirect = environment.TCB_CONTEXT_CNFG ?? '';
  const target = /"URL"\s*:\s*"(?:https?:)?\/\/([^/":]+|\[[^\]]+\])/i.exec(redirect)?.[1];
  if (target !== undefined && !isLoopback(target)) {
    throw new Error(
      `TCB_CONTEXT_CNFG points the SDKs to ${target}. Unset it: the local cloud serves this machine only.`,
    );
  }
}

/** The parts of a request that say where it comes from and where it wants to go. */
export interface RequestOrigin {
  readonly method: string;
  /** The raw request target; absolute when the client takes this for a proxy. */
  readonly target: string;
  readonly host: string;
  readonly origin: string | undefined;
  /** Whether pages of other origins may write there. */
  readonly isOpen: boolean;
}

/** The refusal of a request that did not come from this machine's own programs and pages; undefined when it may pass. */
export function refuseForeign({ method, target, host, origin, isOpen }: RequestOrigin): WebReply | undefined {
  const proxied = /^https?:\/\/([^/:]+|\[[^\]]+\])/i.exec(target)?.[1];
  if (proxied !== undefined) {
    // Browsers never send absolute targets to a web server, so no page can get here.
    return isLoopback(proxied) || serviceHost.test(proxied)
      ? undefined
      : refuse(`This is no proxy: requests for ${proxied} are not served.`);
  }
  if (!isLoopback(host.replace(/:\d+$/, ''))) {
    return refuse(`The local cloud answers to localhost and 127.0.0.1 only, not to the host "${host}".`);
  }
  if (isOpen || ['GET', 'HEAD'].includes(method) || origin === undefined || origin === `http://${host}`)
    return undefined;
  return refuse(`A page of ${origin} may not write to the local cloud.`);
}

/** Whether a host's name, without a port, is this machine's own. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);
}

function refuse(error: string): WebReply {
  return json({ error }, 403);
}
