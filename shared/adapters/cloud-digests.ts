/** Collection `digests`: the days that people were told of. */
import * as v from 'valibot';
import type { TellingDay } from '../payments/daily-matters';
import { cloudTable, type Kind } from './cloud-table';
import { version } from './document-numbers';
import { problemsIn } from './document-problems';

const time = v.number('must be a number');
const stored = v.object({
  _id: v.string('must be a text'),
  version,
  state: v.picklist(['claimed', 'told', 'nothing', 'failed'], 'must be claimed, told, nothing or failed'),
  tries: time,
  lease_until: time,
  count: time,
});

const dayKind: Kind<TellingDay> = {
  collection: 'digests',
  idOf: ({ day }) => day,
  toDocument: ({ state, tries, leaseUntil, count }) => ({ state, tries, lease_until: leaseUntil, count }),
  fromDocument(raw) {
    const parsed = v.safeParse(stored, raw);
    if (!parsed.success) return { problems: problemsIn(parsed.issues) };
    const { _id: day, lease_until: leaseUntil, version, ...rest } = parsed.output;
    return { value: { ...rest, day, leaseUntil, version } };
  },
};

export const cloudDigests = cloudTable(dayKind);
