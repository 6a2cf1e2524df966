/** Collection `alarms`: what was told to the address for alarms, day by day. */
import * as v from 'valibot';
import type { AlarmDay } from '../payments/daily-matters';
import { cloudTable, type Kind } from './cloud-table';
import { version } from './document-numbers';
import { problemsIn } from './document-problems';

const stored = v.object({
  _id: v.string('must be a text'),
  version,
  told: v.array(v.string('must be a text'), 'must be a list'),
  failures: v.number('must be a number'),
  lease_until: v.number('must be a number'),
});

const dayKind: Kind<AlarmDay> = {
  collection: 'alarms',
  idOf: ({ day }) => day,
  toDocument: ({ told, failures, leaseUntil }) => ({ told, failures, lease_until: leaseUntil }),
  fromDocument(raw) {
    const parsed = v.safeParse(stored, raw);
    if (!parsed.success) return { problems: problemsIn(parsed.issues) };
    const { _id: day, lease_until: leaseUntil, version, ...rest } = parsed.output;
    return { value: { ...rest, day, leaseUntil, version } };
  },
};

export const cloudAlarms = cloudTable(dayKind);
