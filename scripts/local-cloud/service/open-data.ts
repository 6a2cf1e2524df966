// Open data by cloudID: an id that WeChat's app gives a mini-program, and behind which only the cloud finds the data.
import { isDoc, type Doc } from '../database/document';
import type { WxStubs } from './wx-stubs';

/** Begins the ids of the preview's phone, which carry their data as base64 of JSON. */
const ofPhone = 'local_';

/** "Open data not found": the id is made up or has been used up (WeChat's error codes of the cloud, read 2026-11). */
const notFound = -601006;

/** What stands behind an id: of the preview's phone its own data, of any other what the stub answers; undefined where nobody knows it. */
export function openDataBehind({ cloudId }: WxStubs, id: string): unknown {
  return phoneData(id) ?? cloudId?.(id);
}

function phoneData(cloudID: string): Doc | undefined {
  if (!cloudID.startsWith(ofPhone)) return undefined;
  try {
    const data = JSON.parse(Buffer.from(cloudID.slice(ofPhone.length), 'base64').toString()) as unknown;
    return isDoc(data) ? { cloudID, data } : undefined;
  } catch {
    return undefined;
  }
}

/** The data of a call with open data in the place of the ids: `names` are the fields that hold one, directly in the data. */
export function withOpenData(data: Doc, names: readonly unknown[], stubs: WxStubs): Doc {
  const filled: Doc = { ...data };
  for (const name of names.filter((one) => typeof one === 'string')) {
    const cloudID = String(data[name]);
    const unknown = { cloudID, errCode: notFound, errMsg: 'cloudID is not known' };
    filled[name] = openDataBehind(stubs, cloudID) ?? unknown;
  }
  return filled;
}
