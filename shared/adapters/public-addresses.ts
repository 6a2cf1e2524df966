/**
 * Calls to an address that somebody wrote into the configuration, and that has no business inside the cloud: what its name leads to is
 * looked at when the connection is made, and anything but the public internet is not called.
 */
import { lookup, type LookupAddress, type LookupAllOptions } from 'node:dns';
import { BlockList } from 'node:net';
import type { Http } from '../kernel/http';
import { requestPromiseHttp, type Lookup } from './http';

const IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** All that is global unicast lies in 2000::/3; of it tunnels lead to addresses of version 4, and one part is for documents. */
const IPV6_INSIDE = ['2001::/23', '2001:db8::/32', '2002::/16'];

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const inside4 = listOf(IPV4, 'ipv4');
const global6 = listOf(['2000::/3'], 'ipv6');
const inside6 = listOf(IPV6_INSIDE, 'ipv6');

/** Whether an address is one of the public internet. */
export function isPublic({ address, family }: Pick<LookupAddress, 'address' | 'family'>): boolean {
  if (family !== 6) return !inside4.check(address, 'ipv4');
  return global6.check(address, 'ipv6') && !inside6.check(address, 'ipv6');
}

type Found = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
type LookUpAll = (hostname: string, options: LookupAllOptions, found: Found) => void;

/** Looks up names as Node does, and answers only public addresses: none of a name that has any other. */
export const publicOf =
  (lookUpAll: LookUpAll): Lookup =>
  (hostname, options, callback) => {
    lookUpAll(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        callback(error, '', 0);
        return;
      }
      const [first] = found;
      if (!first || !found.every(isPublic)) callback(refusal(), '', 0);
      else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };

export const lookUpPublic = publicOf(lookup);

function refusal(): NodeJS.ErrnoException {
  return Object.assign(new Error('the host is in no public network'), { code: 'EPRIVATE' });
}

/** Whether the cloud that runs this function is a local one. No cloud of the platform is reached over loopback. */
export function isOnThisMachine(): boolean {
  return /"URL"\s*:\s*"http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/.test(
    process.env.TCB_CONTEXT_CNFG ?? '',
  );
}

/** Calls the public internet alone; in a local cloud this machine as well. */
export const outsideHttp = (): Http => requestPromiseHttp(isOnThisMachine() ? undefined : lookUpPublic);
