/** What the doctor finds in a configuration document, and what of it goes into the log. */
import { connectorOf, paySps } from '../../psp';
import { tell, type Finding } from '../../doctor/finding';
import type { Shop } from '../shop';

/** Nothing where there is no such document. The doctor knows every PSP: who asks it waits for more code than a payment does. */
export async function examined(shop: Shop, configId: string): Promise<readonly Finding[]> {
  const document = await shop.store.configDocument(configId);
  if (!document) return [];
  const [{ examine }, ...found] = await Promise.all([
    import('../../doctor/examine'),
    ...paySps.map(connectorOf),
  ]);
  const connectors = found.filter((one) => one !== undefined);
  const patient = { id: configId, document, now: shop.clock.now(), connectors };
  // A local cloud's own address is none to warn of, and nothing here tells it from a real one.
  return examine({ ...patient, isRemote: false }).findings;
}

const QUIET_MS = 3_600_000;
const MOST_LINES = 20;
/** What a running instance has said of which document, and when it may say it again. */
const quiet = new WeakMap<Shop['configs'], Map<string, number>>();

/** Says in the log of each problem what it is, why it matters and how it is mended; once an hour, since every call meets it. */
export async function logConfigProblems(shop: Shop, configId: string): Promise<void> {
  const now = shop.clock.now();
  const quietUntil = quiet.get(shop.configs) ?? new Map<string, number>();
  quiet.set(shop.configs, quietUntil);
  if (now < (quietUntil.get(configId) ?? 0)) return;
  quietUntil.set(configId, now + QUIET_MS);
  const [findings, speak] = await Promise.all([
    examined(shop, configId),
    import('../../doctor/speak-in').then(({ speakIn }) => speakIn('en')),
  ]);
  for (const { code, field, problem, why, fix } of findings
    .slice(0, MOST_LINES)
    .map((one) => tell(speak, one)))
    shop.log('config_problem', { config_id: configId, field, code, problem, why, fix });
}
