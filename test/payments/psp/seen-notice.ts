/** What a connector sees in a notice, its first look and its verification apart from one another. */
import { readFields, type Fields } from '../../../shared/kernel/fields';
import type { Connector, RawNotice, Rejected } from '../../../shared/payments/psp/connector';
import type { Account } from '../../../shared/payments/psp/operation';
import type { ConnectorFixture } from '../../fixtures/connector-fixture';

export interface Seen {
  /** Undefined: nothing is wrong at first sight. */
  readonly atFirst: Rejected['rejected'] | undefined;
  /** What is verified, or the word for why it is not. */
  readonly then: object | Rejected['rejected'];
}

type Listening<F extends Fields> = Pick<Connector<F>, 'paySp' | 'fields' | 'endpoint' | 'notifications'>;

/** Looks at notices as the account of a fixture does, or as one that differs from it. */
export function eyesOf<F extends Fields>(connector: Listening<F>, fixture: ConnectorFixture) {
  const { paySp, notifications } = connector;
  if (notifications === 'none') throw new Error(`${paySp} sends no notices`);
  return (notice: RawNotice, change: object = {}): Seen => {
    const read = readFields(connector.fields, { ...fixture.config, ...change });
    if ('problems' in read) throw new Error(read.problems.join('; '));
    const endpoint = connector.endpoint(read.values);
    const account: Account<F> = { paySp, configId: 'payment', config: read.values, endpoint, notifyUrl: '' };
    const verified = notifications.verify(notice, account, fixture.noticeEnv ?? fixture.env);
    return {
      atFirst: notifications.glance(notice)?.rejected,
      then: 'rejected' in verified ? verified.rejected : verified.content,
    };
  };
}

/** A notice with another body, or another query. */
export const withBody = (notice: RawNotice, body: string): RawNotice => ({ ...notice, body });

/** What is no signature by its form, made of a good one: missing, of another length, no hexadecimal, in the other case. */
export const misshapen = (good: string): readonly string[] => [
  '',
  good.slice(1),
  `${good}0`,
  `0${good}`,
  `${good}\n`,
  good.replace(/^./, 'g'),
  good === good.toLowerCase() ? good.toUpperCase() : good.toLowerCase(),
];
