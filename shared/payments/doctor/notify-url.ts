/** Whether a PSP can bring its notices to `notify_url`. */
import { paySps } from '../psp';
import type { Remark } from './finding';
import { meant, shownName } from './names';
import { says, type Said } from './said';

const like = says('like_notify_url');

export type Words = Pick<Remark, 'problem' | 'fix'>;

/** What the address is for. */
export interface Purpose {
  /** The PSPs that get it. */
  readonly paySps: readonly string[];
  /** Whether the shop is known not to run on this machine. */
  readonly isRemote: boolean;
}

/** What is wrong with an address that a document gives; the first thing that is, since one often hides the next. */
export function notifyRemark(raw: unknown, purpose: Purpose): Remark | undefined {
  const words = wordsFor(raw, purpose);
  return words && { ...words, why: says('why_notify_url') };
}

function wordsFor(raw: unknown, purpose: Purpose): Words | undefined {
  if (raw === undefined || raw === null || raw === '') {
    return { problem: says('missing'), fix: says('fix_notify_url', { like }) };
  }
  if (typeof raw !== 'string')
    return { problem: says('url_no_text'), fix: says('fix_address_such', { like }) };
  return writtenBadly(raw, like) ?? addressed(new URL(raw), raw, purpose);
}

/** What is wrong with an address as a text. @param like one that is right */
export function writtenBadly(raw: string, like: Said): Words | undefined {
  const fix = says('fix_address_like', { like });
  if (raw !== raw.trim()) return { problem: says('url_around'), fix: says('fix_take_them_away') };
  if (/[\s\u200b-\u200f\u2060\ufeff]/u.test(raw)) return { problem: says('url_blank'), fix };
  if (/^["'`“”‘’]/u.test(raw)) return { problem: says('url_quotes'), fix: says('fix_take_them_away') };
  if (/[<>{}]|your-?(env|domain|environment|host)\b|你的/i.test(raw))
    return { problem: says('url_placeholder'), fix: says('fix_own_host') };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(raw)) return { problem: says('url_no_https'), fix };
  if (!URL.canParse(raw)) return { problem: says('url_none'), fix };
  return undefined;
}

function addressed(url: URL, raw: string, purpose: Purpose): Words | undefined {
  return (
    credentials(url, says('fix_url_credentials')) ??
    host(url, { isRemote: purpose.isRemote, like }) ??
    port(url, raw) ??
    tail(url, raw) ??
    path(url, purpose)
  );
}

export function credentials({ username, password }: URL, fix: Said): Words | undefined {
  if (username === '' && password === '') return undefined;
  return { problem: says('url_credentials'), fix };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]|\[fe80)/i;
const INTERNAL = /\.(local|localhost|internal|lan|home|corp|invalid)$/i;

const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i;

interface Host {
  /** Whether whoever calls it is known not to run on this machine. */
  readonly isRemote: boolean;
  readonly like: Said;
}

/** What is wrong with the host of an address that has to be public. */
export function host({ protocol, hostname }: URL, { isRemote, like }: Host): Words | undefined {
  if (LOOPBACK.test(hostname)) return loopback(protocol, isRemote, like);
  if (protocol !== 'https:') return { problem: says('url_http'), fix: says('fix_url_http', { protocol }) };
  const fix = says('fix_public_host', { like });
  if (PRIVATE.test(hostname)) return { problem: says('url_private'), fix };
  if (/^[\d.]+$|^\[/.test(hostname)) return { problem: says('url_ip'), fix };
  if (!HOST_NAME.test(hostname) || INTERNAL.test(hostname)) return { problem: says('url_internal'), fix };
  return undefined;
}

function loopback(protocol: string, isRemote: boolean, like: Said): Words | undefined {
  if (/^https?:$/.test(protocol) && !isRemote) return undefined;
  return { problem: says('url_loopback'), fix: says('fix_public_host', { like }) };
}

function port({ port: number, hostname }: URL, raw: string): Words | undefined {
  if (LOOPBACK.test(hostname) || (number === '' && !/^https:\/\/[^/]*:\d/.test(raw))) return undefined;
  return { problem: says('url_port'), fix: says('fix_url_port') };
}

function tail({ hash, search }: URL, raw: string): Words | undefined {
  if (search !== '' || raw.includes('?')) return { problem: says('url_query'), fix: says('fix_url_query') };
  if (hash !== '' || raw.includes('#'))
    return { problem: says('url_fragment'), fix: says('fix_url_fragment') };
  return undefined;
}

function path({ pathname }: URL, { paySps: wanted }: Purpose): Words | undefined {
  if (/\/$/.test(pathname) && pathname !== '/')
    return { problem: says('url_slash'), fix: says('fix_url_slash') };
  const parts = pathname.split('/');
  const last = parts.at(-1) ?? '';
  if (last === 'notify') return undefined;
  if (parts.at(-2) !== 'notify') return { problem: says('url_path'), fix: says('fix_url_path', { like }) };
  if (wanted.includes(last)) return undefined;
  const near = meant(last, wanted) ?? wanted[0] ?? '';
  const isOther = paySps.includes(last);
  return {
    problem: isOther
      ? says('url_other_psp', { name: last })
      : says('url_unknown_psp', { name: shownName(last) }),
    fix: says('fix_url_psp', { near }),
  };
}
