/** Whether a PSP can bring its notices to `notify_url`. */
import { paySps } from '../psp';
import type { Remark } from './finding';
import { meant, shownName } from './names';

const WHY =
  'Notices of payments come to this address. Where they cannot arrive, orders are found paid only when somebody asks or the timer does.';

const LIKE = 'https://<your environment>.service.tcloudbase.com/notify';

type Words = Pick<Remark, 'problem' | 'fix'>;

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
  return words && { ...words, why: WHY };
}

function wordsFor(raw: unknown, purpose: Purpose): Words | undefined {
  if (raw === undefined || raw === null || raw === '') {
    return { problem: 'is missing', fix: `Give the public address of function notify, such as ${LIKE}.` };
  }
  if (typeof raw !== 'string') return { problem: 'is no text', fix: `Give an address such as ${LIKE}.` };
  return writtenBadly(raw) ?? addressed(new URL(raw), raw, purpose);
}

function writtenBadly(raw: string): Words | undefined {
  const fix = `Write it like ${LIKE}.`;
  if (raw !== raw.trim()) return { problem: 'has blanks or a line break around it', fix: 'Take them away.' };
  if (/[\s\u200b-\u200f\u2060\ufeff]/u.test(raw))
    return { problem: 'has a blank or an invisible character in it', fix };
  if (/^["'`“”‘’]/u.test(raw))
    return { problem: 'has quotation marks around its value', fix: 'Take them away.' };
  if (/[<>{}]|your-?(env|domain|environment|host)\b|你的/i.test(raw))
    return { problem: 'still holds the placeholder of an example', fix: 'Put your own host in.' };
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(raw))
    return { problem: 'must be a web address that begins with https://', fix };
  if (!URL.canParse(raw)) return { problem: 'is no web address', fix };
  return undefined;
}

function addressed(url: URL, raw: string, purpose: Purpose): Words | undefined {
  return credentials(url) ?? host(url, raw, purpose) ?? tail(url, raw) ?? path(url, purpose);
}

function credentials({ username, password }: URL): Words | undefined {
  if (username === '' && password === '') return undefined;
  return {
    problem: 'has a user name or password in it',
    fix: 'Take away what stands before the @. Notices prove themselves by their signatures.',
  };
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|0\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]|\[fe80)/i;
const INTERNAL = /\.(local|localhost|internal|lan|home|corp|invalid)$/i;

const HOST_NAME = /^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/i;

function host({ protocol, hostname, port }: URL, raw: string, { isRemote }: Purpose): Words | undefined {
  if (LOOPBACK.test(hostname)) return loopback(protocol, isRemote);
  if (protocol !== 'https:')
    return { problem: 'must begin with https://', fix: `Write https:// in place of ${protocol}//.` };
  const fix = `Give a public host name, such as ${LIKE}.`;
  if (PRIVATE.test(hostname))
    return { problem: 'is an address of a private network, which no PSP can reach', fix };
  if (/^[\d.]+$|^\[/.test(hostname))
    return { problem: 'names a machine by its number (IP address) instead of its host name', fix };
  if (!HOST_NAME.test(hostname) || INTERNAL.test(hostname))
    return { problem: 'has a host name that nobody outside can look up', fix };
  if (port === '' && !/^https:\/\/[^/]*:\d/.test(raw)) return undefined;
  return {
    problem: 'has a port',
    fix: 'Take the colon and the number away: notices come to the usual port of https.',
  };
}

function loopback(protocol: string, isRemote: boolean): Words | undefined {
  if (/^https?:$/.test(protocol) && !isRemote) return undefined;
  return {
    problem: 'is an address of this machine alone',
    fix: `Give the public address of function notify, such as ${LIKE}.`,
  };
}

function tail({ hash, search }: URL, raw: string): Words | undefined {
  if (search !== '' || raw.includes('?'))
    return {
      problem: 'has a query (?…)',
      fix: 'Take away the question mark and what follows: CrossPay puts the PSP’s name at the end of the address.',
    };
  if (hash !== '' || raw.includes('#'))
    return {
      problem: 'has a fragment (#…)',
      fix: 'Take away the # and what follows: no server ever sees it.',
    };
  return undefined;
}

function path({ pathname }: URL, { paySps: wanted }: Purpose): Words | undefined {
  if (/\/$/.test(pathname) && pathname !== '/')
    return { problem: 'ends in a slash', fix: 'Take the slash at the end away.' };
  const parts = pathname.split('/');
  const last = parts.at(-1) ?? '';
  if (last === 'notify') return undefined;
  if (parts.at(-2) !== 'notify')
    return {
      problem: 'does not end in /notify, or /notify/ and the name of a PSP',
      fix: `Function notify listens under /notify: write it like ${LIKE}.`,
    };
  if (wanted.includes(last)) return undefined;
  const near = meant(last, wanted) ?? wanted[0] ?? '';
  const isOther = paySps.includes(last);
  return {
    problem: isOther
      ? `ends in the name of another PSP, ${last}`
      : `ends in "${shownName(last)}", which is no PSP`,
    fix: `Let it end in /notify (CrossPay adds the PSP’s name), or in /notify/${near}.`,
  };
}
