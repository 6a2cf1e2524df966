// wx.cloud.CloudID: an id in whose place the cloud puts open data, when it stands directly in the data of a function call.
import { base64Of } from './base64';

class MarkedId {
  constructor(private readonly id: string) {}

  toJSON(): string {
    return this.id;
  }
}

/** With `new` or without, as WeChat takes it. */
export function CloudID(id: string): object {
  return new MarkedId(id);
}

/** The fields of a call's data that the cloud is to fill. */
export const markedFields = (data: object): readonly string[] =>
  Object.entries(data).flatMap(([name, value]) => (value instanceof MarkedId ? [name] : []));

/** An id of this phone: the local cloud reads the data out of it. */
export const cloudIdOf = (data: object): string =>
  `local_${base64Of(new TextEncoder().encode(JSON.stringify(data)).buffer)}`;
