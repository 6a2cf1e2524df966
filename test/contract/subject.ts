/** One connector under test: itself, its fixture and an account made from the fixture's configuration. */
import { connectors } from '../../scripts/connectors';
import type { Env } from '../../shared/kernel/exchange';
import type { Connector } from '../../shared/payments/psp/connector';
import type { Account } from '../../shared/payments/psp/operation';
import { readFields, type Fields } from '../../shared/kernel/fields';
import { fixtures } from '../fixtures';
import type { ConnectorFixture } from '../fixtures/connector-fixture';

export interface Subject {
  readonly paySp: string;
  readonly connector: Connector;
  readonly fixture: ConnectorFixture;
  readonly account: Account;
  /** The moment of the fixture's notices. */
  readonly noticeEnv: Env;
}

function subjectOf(connector: Connector, fixture: ConnectorFixture): Subject {
  const { paySp } = connector;
  const read = readFields<Fields>(connector.fields, fixture.config);
  if ('problems' in read) throw new Error(`the fixture of ${paySp}: ${read.problems.join('; ')}`);
  const account: Account = {
    paySp,
    configId: 'payment',
    config: read.values,
    endpoint: connector.endpoint(read.values),
    notifyUrl: fixture.notifyUrl,
  };
  return { paySp, connector, fixture, account, noticeEnv: fixture.noticeEnv ?? fixture.env };
}

/** Connectors of the registry that have no fixtures; the suite fails over each. */
export const untested = connectors.map((one) => one.paySp).filter((paySp) => !fixtures[paySp]);

/** Every connector of the registry that has fixtures. */
export const subjects: readonly Subject[] = connectors.flatMap((connector) => {
  const fixture = fixtures[connector.paySp];
  return fixture ? [subjectOf(connector, fixture)] : [];
});
